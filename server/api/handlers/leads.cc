// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/handlers/table_imports.h"
#include "server/api/json_text.h"
#include "server/api/query_reader.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr const char* kTexts[] = {"name",    "wechat",   "unionid", "company",  "source",
                                  "channel", "campaign", "region",  "interest", "note"};

/// Who sends events may write anything there: only what has the right type is shown.
json TextsOf(const json& detail, const char* name) {
  json texts = json::array();
  const auto found = detail.find(name);
  if (found == detail.end() || !found->is_array()) return texts;
  for (const json& text : *found) {
    if (text.is_string()) texts.push_back(text);
  }
  return texts;
}

json Present(const storage::LeadRow& lead) {
  json detail = json::parse(lead.detail, nullptr, false);
  if (!detail.is_object()) detail = json::object();
  json matches = json::array();
  for (const storage::DuplicateMatch& match : lead.matches) {
    matches.push_back({{"kind", match.kind},
                       {"id", match.id},
                       {"name", match.name},
                       {"by", storage::ToString(match.by.kind)},
                       {"value", match.by.value}});
  }
  json near = json::array();
  for (const storage::NearCustomer& one : lead.near) {
    json by = json::array();
    for (const storage::KnownBy reason : one.known.by) by.push_back(storage::ToString(reason));
    near.push_back({{"customer_id", std::to_string(one.known.customer)},
                    {"name", one.name},
                    {"confidence", one.known.confidence},
                    {"by", std::move(by)}});
  }
  json fields = json::object();
  if (const auto own = detail.find("fields"); own != detail.end() && own->is_object()) {
    for (const auto& [name, value] : own->items()) {
      if (value.is_string()) fields[name] = value;
    }
  }
  json shown = {{"id", std::to_string(lead.id)},
                {"intake", lead.intake},
                {"key", lead.key},
                {"at", FormatTime(lead.at)},
                {"state", storage::ToString(lead.state)},
                {"phones", TextsOf(detail, "phones")},
                {"unread_phones", TextsOf(detail, "unread_phones")},
                {"emails", TextsOf(detail, "emails")},
                {"fields", std::move(fields)},
                {"matches", std::move(matches)},
                {"near", std::move(near)},
                {"customer_id", lead.customer == 0 ? json() : json(std::to_string(lead.customer))}};
  for (const char* name : kTexts) {
    const auto found = detail.find(name);
    shown[name] = found != detail.end() && found->is_string() ? *found : json("");
  }
  return shown;
}

/// A lead belongs to no employee yet: who may see some departments only sees none.
std::optional<http::Response> RefuseNarrowScope(const Call& call) {
  if (call.scope.kind == storage::Scope::Kind::kAll) return std::nullopt;
  return http::Problem(403, "auth.forbidden");
}

http::Response ListLeads(const Call& call) {
  QueryReader query(call.request);
  storage::LeadQuery wanted;
  wanted.intake = query.Text("source", 200);
  const std::string state = query.Text("state", 20);
  wanted.who = query.Text("who", 100);
  wanted.cursor = query.Cursor();
  wanted.limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  wanted.state = storage::ParseLeadState(state);
  if (!state.empty() && !wanted.state) return http::Problem(400, "request.invalid", {{"field", "state"}});
  if (auto refused = RefuseNarrowScope(call)) return *refused;
  if (!wanted.who.empty()) wanted.identities = leads::IdentitiesIn(wanted.who);
  const json looked_for = {{"who", wanted.who}, {"state", state}, {"source", wanted.intake}};
  if (auto refused = call.Record("lead.search", "", looked_for)) return *refused;
  const auto page = call.deps.leads.List(wanted);
  if (!page) return FromError(page.error());
  json items = json::array();
  for (const storage::LeadRow& lead : page->items) items.push_back(Present(lead));
  json answer = {{"items", std::move(items)},
                 {"next_cursor", page->next_cursor.empty() ? json() : json(page->next_cursor)}};
  return JsonResponse(200, answer);
}

http::Response CountLeads(const Call& call) {
  if (auto refused = RefuseNarrowScope(call)) return *refused;
  const auto counts = call.deps.leads.Count();
  if (!counts) return FromError(counts.error());
  json answer = {{"arrived", 0}, {"new", 0}, {"duplicate", 0}};
  for (const auto& [state, count] : *counts) answer[std::string(storage::ToString(state))] = count;
  return JsonResponse(200, answer);
}

}  // namespace

void AddLeadHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/leads", "listLeads", ListLeads);
  gate.Add(http::Method::kGet, "/leads/counts", "countLeads", CountLeads);
  const auto tables = [](const Call& call) -> imports::Tables& { return call.deps.lead_tables; };
  gate.Add(
      http::Method::kPost, "/leads/files", "stageLeads",
      [tables](const Call& call) { return StageTable(call, tables(call), "lead"); }, imports::kLargestFile);
  gate.Add(http::Method::kPost, "/leads/preview", "previewLeads",
           [tables](const Call& call) { return PreviewTable(call, tables(call), "lead"); });
  gate.Add(http::Method::kPost, "/leads/imports", "importLeads",
           [tables](const Call& call) { return ImportTable(call, tables(call), "lead"); });
  gate.Add(http::Method::kGet, "/leads/imports/{id:u64}", "getLeadImport",
           [tables](const Call& call) { return GetTableImport(call, tables(call)); });
}

}  // namespace custos::server::api
