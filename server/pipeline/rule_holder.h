// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <utility>

#include "rules/rule_set.h"

namespace custos::server {

/// The rule pack in force. A page takes one pack and is judged by it alone, so a swap never splits a page or judges a
/// message twice. Thread-safe.
class RuleHolder {
 public:
  explicit RuleHolder(std::shared_ptr<const rules::RuleSet> rules) : rules_(std::move(rules)) {}

  std::shared_ptr<const rules::RuleSet> Current() const {
    const std::scoped_lock lock(mutex_);
    return rules_;
  }

  void Swap(std::shared_ptr<const rules::RuleSet> rules) {
    const std::scoped_lock lock(mutex_);
    rules_ = std::move(rules);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const rules::RuleSet> rules_;
};

}  // namespace custos::server
