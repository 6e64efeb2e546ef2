// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <iterator>
#include <unordered_map>
#include <utility>

namespace custos::rules {

/// A map whose changes are tentative until Keep: what is touched is copied first, so Drop costs only what was touched.
template <class Key, class Value>
class Overlay {
 public:
  /// The value to read and change, made when it is missing. Valid until the next call of anything else.
  Value& Touch(const Key& key) {
    const auto [at, fresh] = touched_.try_emplace(key);
    if (fresh) {
      const auto kept = kept_.find(key);
      if (kept != kept_.end()) at->second = kept->second;
    }
    return at->second;
  }

  /// Null when there is none.
  const Value* Peek(const Key& key) const {
    if (const auto at = touched_.find(key); at != touched_.end()) return &at->second;
    const auto at = kept_.find(key);
    return at == kept_.end() ? nullptr : &at->second;
  }

  void Keep() {
    for (auto& [key, value] : touched_) kept_.insert_or_assign(key, std::move(value));
    touched_.clear();
  }
  void Drop() { touched_.clear(); }

  /// Forgets kept values, which the predicate may also trim; tentative ones stay.
  template <class Predicate>
  void EraseIf(const Predicate& is_over) {
    for (auto at = kept_.begin(); at != kept_.end();) {
      at = is_over(at->second) ? kept_.erase(at) : std::next(at);
    }
  }
  std::size_t touched() const { return touched_.size(); }
  std::size_t size() const { return kept_.size() + touched_.size(); }

 private:
  std::unordered_map<Key, Value> kept_;
  std::unordered_map<Key, Value> touched_;
};

}  // namespace custos::rules
