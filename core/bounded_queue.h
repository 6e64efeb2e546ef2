// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>

namespace custos {

/// Hands values from one pipeline stage to the next. Push blocks while full, which is the back-pressure that keeps
/// memory bounded; Close wakes everybody, after which Push refuses and Pop drains what is left. A value that alone
/// weighs more than the capacity passes when nothing else waits. Thread-safe.
template <class T>
class BoundedQueue {
 public:
  using Weigh = std::function<std::size_t(const T&)>;
  enum class Pushed : std::uint8_t { kTaken, kFull, kClosed };

  /// Without `weigh` every value weighs 1.
  explicit BoundedQueue(std::size_t capacity, Weigh weigh = nullptr) : capacity_(capacity), weigh_(std::move(weigh)) {}

  /// False when the queue was closed; the value is then dropped.
  bool Push(T value) {
    std::unique_lock lock(mutex_);
    const std::size_t weight = WeightOf(value);
    not_full_.wait(lock, [&] { return closed_ || Fits(weight); });
    return Append(std::move(value), weight) == Pushed::kTaken;
  }

  /// Gives up after `patience`; the value is then dropped.
  Pushed PushFor(T value, std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    const std::size_t weight = WeightOf(value);
    if (!not_full_.wait_for(lock, patience, [&] { return closed_ || Fits(weight); })) return Pushed::kFull;
    return Append(std::move(value), weight);
  }

  /// Nullopt once the queue is closed and empty.
  std::optional<T> Pop() {
    std::unique_lock lock(mutex_);
    not_empty_.wait(lock, [&] { return closed_ || !items_.empty(); });
    if (items_.empty()) return std::nullopt;
    return TakeFirst();
  }

  /// The next value if there is one and `wanted` says so; never waits.
  template <class Predicate>
  std::optional<T> PopIf(const Predicate& wanted) {
    const std::scoped_lock lock(mutex_);
    if (items_.empty() || !wanted(items_.front())) return std::nullopt;
    return TakeFirst();
  }

  void Close() {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    not_empty_.notify_all();
    not_full_.notify_all();
  }

  std::size_t size() const {
    const std::scoped_lock lock(mutex_);
    return items_.size();
  }

  std::size_t weight() const {
    const std::scoped_lock lock(mutex_);
    return held_;
  }

 private:
  std::size_t WeightOf(const T& value) const { return weigh_ ? weigh_(value) : 1; }
  bool Fits(std::size_t weight) const { return items_.empty() || held_ + weight <= capacity_; }

  Pushed Append(T value, std::size_t weight) {
    if (closed_) return Pushed::kClosed;
    items_.push_back(std::move(value));
    held_ += weight;
    not_empty_.notify_one();
    return Pushed::kTaken;
  }

  T TakeFirst() {
    T value(std::move(items_.front()));
    items_.pop_front();
    held_ -= WeightOf(value);
    not_full_.notify_all();  // those who wait need not fit alike
    return value;
  }

  const std::size_t capacity_;
  const Weigh weigh_;
  mutable std::mutex mutex_;
  std::condition_variable not_full_;
  std::condition_variable not_empty_;
  std::deque<T> items_;
  std::size_t held_ = 0;
  bool closed_ = false;
};

}  // namespace custos
