// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <re2/re2.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace custos::rules {

/// An expression whose RE2 is made when it is first needed: most expressions of a pack never match, and RE2's programs
/// are what takes most of a pack's memory. Any thread may ask.
class LazyRegex {
 public:
  explicit LazyRegex(std::string pattern) : pattern_(std::move(pattern)) {}

  const std::string& pattern() const { return pattern_; }
  const re2::RE2& Get() const {
    std::call_once(once_, [this] { regex_ = Make(); });
    return *regex_;
  }
  /// For asking whether the expression is valid; not kept.
  std::unique_ptr<re2::RE2> Make() const {
    re2::RE2::Options options(re2::RE2::Quiet);
    options.set_max_mem(kMemory);
    return std::make_unique<re2::RE2>(pattern_, options);
  }

 private:
  static constexpr std::int64_t kMemory = 4 << 20;  // bytes of automaton before RE2 starts over

  std::string pattern_;
  mutable std::once_flag once_;
  mutable std::unique_ptr<re2::RE2> regex_;
};

}  // namespace custos::rules
