// SPDX-License-Identifier: Apache-2.0
#include "server/api/query_reader.h"

#include <algorithm>
#include <charconv>

#include "server/api/json_text.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

constexpr std::size_t kMaxName = 200;
constexpr std::size_t kMaxListItems = 50;

template <class T>
std::optional<T> ParseNumber(const std::string& text) {
  T value = 0;
  const auto end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (text.empty() || parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return value;
}

}  // namespace

const std::string* QueryReader::Find(const std::string& name) {
  known_.insert(name);
  const auto count = std::count_if(request_.query.begin(), request_.query.end(),
                                   [&](const http::Field& field) { return field.first == name; });
  if (count > 1) Fail(name);
  const std::string* value = request_.FindQuery(name);
  return value == nullptr || value->empty() ? nullptr : value;
}

void QueryReader::Fail(const std::string& name) {
  if (bad_.empty()) bad_ = name;
}

std::string QueryReader::Text(const std::string& name, std::size_t max_length) {
  const std::string* value = Find(name);
  if (value == nullptr) return {};
  if (value->size() > max_length * 4) Fail(name);  // the limit counts characters, of at most four bytes
  return *value;
}

std::size_t QueryReader::Number(const std::string& name, std::size_t min, std::size_t max, std::size_t standard) {
  const std::string* value = Find(name);
  if (value == nullptr) return standard;
  const auto number = ParseNumber<std::size_t>(*value);
  if (!number || *number < min || *number > max) {
    Fail(name);
    return standard;
  }
  return *number;
}

std::uint64_t QueryReader::Id(const std::string& name) {
  const std::string* value = Find(name);
  if (value == nullptr) return 0;
  const auto number = ParseNumber<std::uint64_t>(*value);
  if (!number) Fail(name);
  return number.value_or(0);
}

std::optional<bool> QueryReader::Flag(const std::string& name) {
  const std::string* value = Find(name);
  if (value == nullptr) return std::nullopt;
  if (*value != "true" && *value != "false") Fail(name);
  return *value == "true";
}

TimeMs QueryReader::Time(const std::string& name) {
  const std::string* value = Find(name);
  if (value == nullptr) return 0;
  const auto time = ParseTime(*value);
  if (!time) Fail(name);
  return time.value_or(0);
}

std::vector<std::string> QueryReader::List(const std::string& name) {
  known_.insert(name);
  std::vector<std::string> items;
  for (const auto& [key, value] : request_.query) {
    if (key != name) continue;
    std::size_t at = 0;
    while (at < value.size()) {
      const auto end = std::min(value.find(',', at), value.size());
      if (end > at) items.push_back(value.substr(at, end - at));
      at = end + 1;
    }
  }
  if (items.size() > kMaxListItems) Fail(name);
  return items;
}

bool QueryReader::OldestFirst() {
  const std::string* value = Find("order");
  if (value == nullptr) return false;
  if (*value != "newest" && *value != "oldest") Fail("order");
  return *value == "oldest";
}

std::optional<storage::EmployeeRef> QueryReader::Employee(const std::string& as) {
  storage::EmployeeRef employee{Text(as + "_source", kMaxName), Text(as + "_id", kMaxName)};
  if (employee.source.empty() && employee.id.empty()) return std::nullopt;
  if (employee.source.empty()) Fail(as + "_source");
  if (employee.id.empty()) Fail(as + "_id");
  return employee;
}

std::optional<storage::DepartmentRef> QueryReader::Department() {
  const std::string source = Text("department_source", kMaxName);
  const std::string* id = Find("department_id");
  if (source.empty() && id == nullptr) return std::nullopt;
  if (source.empty()) Fail("department_source");
  const auto number = id == nullptr ? std::nullopt : ParseNumber<std::int64_t>(*id);
  if (!number) Fail("department_id");
  return storage::DepartmentRef{source, number.value_or(0)};
}

std::optional<http::Response> QueryReader::Problem() const {
  if (!bad_.empty()) return http::Problem(400, "request.invalid", {{"field", bad_}});
  for (const auto& [name, value] : request_.query) {
    if (!known_.contains(name)) return http::Problem(400, "request.invalid", {{"field", name}, {"reason", "unknown"}});
  }
  return std::nullopt;
}

}  // namespace custos::server::api
