// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/clock.h"
#include "server/http/request.h"
#include "server/http/response.h"
#include "storage/scope.h"

namespace custos::server::api {

/// Reads the query of a request by type. The first value that does not fit, and any parameter nobody asked for, becomes
/// a 400 that names it: a misspelt filter must not silently show more than was asked.
class QueryReader {
 public:
  explicit QueryReader(const http::Request& request) : request_(request) {}

  std::string Text(const std::string& name, std::size_t max_length);
  std::size_t Number(const std::string& name, std::size_t min, std::size_t max, std::size_t standard);
  std::uint64_t Id(const std::string& name);
  std::optional<bool> Flag(const std::string& name);
  TimeMs Time(const std::string& name);
  std::vector<std::string> List(const std::string& name);
  bool OldestFirst();
  std::string Cursor() { return Text("cursor", 512); }
  std::size_t Limit() { return Number("limit", 1, 200, 50); }
  /// Of the parameters `<as>_source` and `<as>_id`, both or neither.
  std::optional<storage::EmployeeRef> Employee(const std::string& as = "employee");
  std::optional<storage::DepartmentRef> Department();

  /// A value from a fixed set; `parse` gives nullopt for a word that is not in it.
  template <class T>
  std::optional<T> Word(const std::string& name, const std::function<std::optional<T>(std::string_view)>& parse) {
    const std::string* value = Find(name);
    if (value == nullptr) return std::nullopt;
    auto parsed = parse(*value);
    if (!parsed) Fail(name);
    return parsed;
  }

  void Fail(const std::string& name);
  /// The 400, when anything was wrong.
  std::optional<http::Response> Problem() const;

 private:
  const std::string* Find(const std::string& name);

  const http::Request& request_;
  std::set<std::string> known_;
  std::string bad_;
};

}  // namespace custos::server::api
