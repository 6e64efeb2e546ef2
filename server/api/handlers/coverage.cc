// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/json_text.h"
#include "server/api/present_coverage.h"
#include "server/api/query_reader.h"
#include "server/http/problem.h"
#include "server/report/consent_sheet.h"
#include "server/report/days.h"

namespace custos::server::api {
namespace {

using nlohmann::json;
using storage::CoverageGapKind;

constexpr std::size_t kRowsAtOnce = 2'000;  ///< of a sheet that is being made

/// Coverage is about the whole company: who may see some departments only may not.
std::optional<http::Response> RefuseNarrowScope(const Call& call) {
  if (call.scope.kind == storage::Scope::Kind::kAll) return std::nullopt;
  return http::Problem(403, "auth.forbidden");
}

storage::CoverageGapQuery Usual(const Call& call) {
  storage::CoverageGapQuery query;
  query.phones_expected = call.deps.settings.phones_expected;
  query.silent_before = call.deps.clock.Now() - call.deps.phones.settings().silent_after_ms;
  return query;
}

http::Response GetCoverage(const Call& call) {
  if (auto refused = RefuseNarrowScope(call)) return *refused;
  const auto coverage = call.deps.coverage.Coverage();
  if (!coverage) return FromError(coverage.error());
  const auto gaps = call.deps.coverage.CountGaps(Usual(call));
  if (!gaps) return FromError(gaps.error());
  const auto status = call.deps.status.Read();
  if (!status) return FromError(status.error());
  json items = json::array(), counts = json::object(), asking = json::array();
  for (const auto& one : *coverage) items.push_back(Present(one));
  for (const auto& [kind, count] : *gaps) counts[std::string(ToString(kind))] = count;
  for (const auto& one : status->consents) asking.push_back(Present(one));
  return JsonResponse(200, {{"items", std::move(items)},
                            {"gaps", std::move(counts)},
                            {"asking", std::move(asking)},
                            {"phones_expected", call.deps.settings.phones_expected}});
}

http::Response ListCoverageGaps(const Call& call) {
  if (auto refused = RefuseNarrowScope(call)) return *refused;
  const auto kind = storage::ParseCoverageGapKind(call.path.Text("kind"));
  if (!kind) return http::Problem(404, "coverage.no_such_gap");
  QueryReader query(call.request);
  storage::CoverageGapQuery wanted = Usual(call);
  wanted.kind = *kind;
  wanted.employee = query.Employee();
  wanted.cursor = query.Cursor();
  wanted.limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  if (auto refused = call.Record("coverage.gaps", std::string(ToString(*kind)))) return *refused;
  const auto page = call.deps.coverage.Gaps(wanted);
  if (!page) return FromError(page.error());
  json items = json::array();
  for (const auto& gap : page->items) items.push_back(Present(gap));
  return JsonResponse(200, {{"items", std::move(items)}, {"next_cursor", TextOrNull(page->next_cursor)}});
}

storage::ConsentFilter ConsentFilterIn(QueryReader& query) {
  storage::ConsentFilter filter;
  filter.kind =
      query.Word<storage::ConsentKind>("kind", storage::ParseConsentKind).value_or(storage::ConsentKind::kPair);
  filter.state = query.Word<storage::ConsentState>("state", storage::ParseConsentState);
  filter.employee = query.Employee();
  if (filter.kind == storage::ConsentKind::kGroup && filter.employee) query.Fail("employee_id");
  return filter;
}

http::Response ListConsents(const Call& call) {
  if (auto refused = RefuseNarrowScope(call)) return *refused;
  QueryReader query(call.request);
  storage::ConsentFilter filter = ConsentFilterIn(query);
  filter.cursor = query.Cursor();
  filter.limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  if (auto refused = call.Record("coverage.consents", filter.employee ? filter.employee->id : std::string())) {
    return *refused;
  }
  const auto page = call.deps.consents.List(filter);
  if (!page) return FromError(page.error());
  json items = json::array();
  for (const auto& consent : page->items) items.push_back(Present(consent));
  return JsonResponse(200, {{"items", std::move(items)}, {"next_cursor", TextOrNull(page->next_cursor)}});
}

http::Response GetConsentSheet(const Call& call) {
  if (auto refused = RefuseNarrowScope(call)) return *refused;
  QueryReader query(call.request);
  storage::ConsentFilter filter = ConsentFilterIn(query);
  filter.limit = kRowsAtOnce;
  const std::string language = query.Text("language", 10);
  if (!language.empty() && language != "zh-CN" && language != "en") query.Fail("language");
  if (auto problem = query.Problem()) return *problem;
  if (auto refused = call.Record("coverage.consents_export", filter.employee ? filter.employee->id : std::string())) {
    return *refused;
  }
  const std::int32_t zone = call.deps.checkpoints.ZoneMinutes();
  auto sheet = report::ConsentSheet(
      [&](const std::string& cursor) {
        filter.cursor = cursor;
        return call.deps.consents.List(filter);
      },
      {.kind = filter.kind, .zone_minutes = zone, .english = language == "en"});
  if (!sheet) return FromError(sheet.error());
  const std::string day = report::DayName(report::DayAt(call.deps.clock.Now(), zone));
  http::Response response;
  response.body = std::move(*sheet);
  response.SetHeader("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
  response.SetHeader("Content-Disposition", "attachment; filename=\"consents-" + day + ".xlsx\"");
  response.SetHeader("Cache-Control", "no-store");
  return response;
}

}  // namespace

void AddCoverageHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/coverage", "getCoverage", GetCoverage);
  gate.Add(http::Method::kGet, "/coverage/gaps/{kind:word}", "listCoverageGaps", ListCoverageGaps);
  gate.Add(http::Method::kGet, "/coverage/consents", "listConsents", ListConsents);
  gate.Add(http::Method::kGet, "/coverage/consents.xlsx", "getConsentSheet", GetConsentSheet);
}

}  // namespace custos::server::api
