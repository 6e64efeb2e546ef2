// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

namespace custos {

enum class LogLevel { kDebug, kInfo, kWarn, kError };

/// One named value of a log line. Never message content, tokens, secrets or phone numbers.
struct LogField {
  template <class T>
  LogField(std::string_view key, const T& v) : name(key) {  // NOLINT(google-explicit-constructor)
    if constexpr (std::is_same_v<T, bool>) {
      value = v ? "true" : "false";
    } else if constexpr (std::is_arithmetic_v<T>) {
      value = std::to_string(v);
    } else {
      value = std::string(v);
    }
  }
  std::string_view name;
  std::string value;
};

/// Writes one JSON line to stderr: {"ts","level","msg", fields…}. Thread-safe; the line is written at once.
void Log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});

/// Lines below this level are dropped. Default kInfo.
void SetLogLevel(LogLevel level);

}  // namespace custos
