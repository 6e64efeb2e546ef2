// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace custos {

/// What a caller can do about a failure; the stable `code` says exactly what it was.
enum class ErrorKind : std::uint8_t {
  kInvalid,      ///< bad input: retrying the same call cannot help
  kNotFound,     ///< no such object, or not visible to the caller
  kConflict,     ///< the object changed since it was read, or already exists
  kDenied,       ///< not allowed
  kUnavailable,  ///< a resource is busy or away: retry later
  kCorrupt,      ///< stored bytes contradict their own checks
  kInternal,     ///< a fault of ours
};

/// A failure. `code` is stable and machine-readable ("wecom.sdk_10001"); `message` is for operators and never holds
/// message content, tokens or phone numbers.
struct Error {
  ErrorKind kind = ErrorKind::kInternal;
  std::string code;
  std::string message;
};

/// A value or the reason why there is none. Returned at every public boundary; exceptions stay inside a module.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

/// Success or the reason for failure, where there is nothing to return.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)), ok_(false) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return ok_; }
  explicit operator bool() const { return ok_; }
  const Error& error() const { return error_; }

 private:
  Error error_;
  bool ok_ = true;
};

using Status = Result<void>;

}  // namespace custos
