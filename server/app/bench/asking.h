// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/result.h"

namespace custos::app {

template <class T>
Status Done(const Result<T>& result) {
  return result ? Status{} : Status(result.error());
}

/// Times of what people ask, by name. One thread.
class Asking {
 public:
  template <class Ask>
  Status Time(const std::string& name, const Ask& ask) {
    const auto begin = std::chrono::steady_clock::now();
    if (const Status asked = ask(); !asked) return asked;
    Add(name, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
    return {};
  }

  void Add(const std::string& name, double milliseconds) { times_[name].push_back(milliseconds); }

  /// Of each name the first time, the median and p95, as "<name>_first_ms", "_p50_ms" and "_p95_ms".
  nlohmann::json Figures() const;

 private:
  std::map<std::string, std::vector<double>> times_;
};

}  // namespace custos::app
