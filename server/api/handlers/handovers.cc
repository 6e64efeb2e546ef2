// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/json_text.h"
#include "server/api/present_handover.h"
#include "server/api/query_reader.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

using customers::HandoverWish;
using customers::SplitRule;
using nlohmann::json;

constexpr char kNotFound[] = "handover.not_found";
constexpr std::size_t kMostTakers = 200;
constexpr std::size_t kMostShares = 200;
constexpr std::size_t kMostChanges = 50'000;
constexpr std::size_t kLongestId = 200;

/// Handing over is for the whole company: who may see some departments only may not.
std::optional<http::Response> RefuseNarrowScope(const Call& call) {
  if (call.scope.kind == storage::Scope::Kind::kAll) return std::nullopt;
  return http::Problem(403, "auth.forbidden");
}

std::optional<std::string> IdOf(const json& value) {
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  if (text.empty() || text.size() > kLongestId) return std::nullopt;
  return text;
}

bool ReadTakers(const json& list, HandoverWish& wish) {
  if (!list.is_array() || list.empty() || list.size() > kMostTakers) return false;
  for (const json& one : list) {
    if (!one.is_object()) return false;
    const auto id = one.contains("id") ? IdOf(one["id"]) : std::nullopt;
    if (!id) return false;
    HandoverWish::TakerWish taker{*id, std::nullopt};
    for (const auto& [name, value] : one.items()) {
      if (name == "id") continue;
      if (name != "capacity" || !value.is_number_unsigned()) return false;
      taker.capacity = value.get<std::uint64_t>();
    }
    wish.takers.push_back(std::move(taker));
  }
  return true;
}

std::optional<SplitRule::By> ParseBy(const json& word) {
  if (word == "load") return SplitRule::By::kLoad;
  if (word == "one") return SplitRule::By::kOne;
  if (word == "tag") return SplitRule::By::kTag;
  if (word == "grade") return SplitRule::By::kGrade;
  if (word == "field") return SplitRule::By::kField;
  if (word == "region") return SplitRule::By::kRegion;
  return std::nullopt;
}

bool ReadShares(const json& list, SplitRule& rule) {
  if (!list.is_array() || list.size() > kMostShares) return false;
  for (const json& one : list) {
    if (!one.is_object() || one.size() != 2 || !one.contains("value") || !one.contains("takers")) return false;
    const auto value = IdOf(one["value"]);
    if (!value || !one["takers"].is_array() || one["takers"].empty()) return false;
    SplitRule::Share share{*value, {}};
    for (const json& taker : one["takers"]) {
      const auto id = IdOf(taker);
      if (!id) return false;
      share.takers.push_back(*id);
    }
    rule.shares.push_back(std::move(share));
  }
  return true;
}

bool ReadRule(const json& from, SplitRule& rule) {
  if (!from.is_object()) return false;
  for (const auto& [name, value] : from.items()) {
    if (name == "by") {
      const auto by = ParseBy(value);
      if (!by) return false;
      rule.by = *by;
    } else if (name == "field") {
      const auto field = IdOf(value);
      if (!field) return false;
      rule.field = *field;
    } else if (name != "shares" || !ReadShares(value, rule)) {
      return false;
    }
  }
  return rule.by != SplitRule::By::kField || !rule.field.empty();
}

/// A change to an empty taker leaves the customer where he is.
bool ReadChanges(const json& from, HandoverWish& wish) {
  if (!from.is_object() || from.size() > kMostChanges) return false;
  for (const auto& [id, taker] : from.items()) {
    if (id.empty() || id.size() > kLongestId || !taker.is_string() ||
        taker.get_ref<const std::string&>().size() > kLongestId) {
      return false;
    }
    wish.changes[id] = taker.get<std::string>();
  }
  return true;
}

HandoverWish WishOf(Body& body) {
  HandoverWish wish;
  wish.source = body.Text("source", 1, kLongestId, true).value_or("");
  wish.giver = body.Text("giver", 1, kLongestId, true).value_or("");
  wish.message = body.Text("message", 0, 200, false).value_or("");
  const json* const takers = body.Find("takers");
  if (takers == nullptr || !ReadTakers(*takers, wish)) body.Fail("takers");
  if (const json* rule = body.Find("rule"); rule != nullptr) {
    if (!ReadRule(*rule, wish.rule)) body.Fail("rule");
    wish.rule_text = ToText(*rule);
  }
  if (const json* changes = body.Find("changes"); changes != nullptr && !ReadChanges(*changes, wish)) {
    body.Fail("changes");
  }
  return wish;
}

/// Whom a wish names wrongly is for the person who made it.
http::Response Refuse(const Error& error) {
  if (error.kind == ErrorKind::kInvalid) return http::Problem(400, error.code, {}, error.message);
  if (error.kind == ErrorKind::kConflict) return http::Problem(409, error.code);
  return FromError(error, kNotFound);
}

http::Response PreviewHandover(const Call& call) {
  if (auto refused = RefuseNarrowScope(call)) return *refused;
  Body body(call.request, {"source", "giver", "takers", "rule", "changes", "message"});
  const HandoverWish wish = WishOf(body);
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("handover.preview", wish.giver)) return *refused;
  const auto plan = call.deps.handover_desk.Preview(wish);
  return plan ? JsonResponse(200, Present(*plan)) : Refuse(plan.error());
}

http::Response BeginHandover(const Call& call) {
  if (auto refused = RefuseNarrowScope(call)) return *refused;
  Body body(call.request, {"source", "giver", "takers", "rule", "changes", "message"});
  const HandoverWish wish = WishOf(body);
  if (body.problem) return *body.problem;
  json takers = json::array();
  for (const HandoverWish::TakerWish& taker : wish.takers) takers.push_back(taker.id);
  if (auto refused = call.Record("handover.begin", wish.giver, {{"takers", takers}})) return *refused;
  const auto begun = call.deps.handover_desk.Begin(wish, call.user.id, call.user.display_name);
  return begun ? JsonResponse(201, PresentWhole(*begun)) : Refuse(begun.error());
}

http::Response ListHandovers(const Call& call) {
  if (auto refused = RefuseNarrowScope(call)) return *refused;
  QueryReader query(call.request);
  const std::uint64_t before = query.Id("cursor");
  const std::size_t limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  const auto list = call.deps.handovers.List(before, limit);
  if (!list) return FromError(list.error());
  json items = json::array();
  for (const auto& handover : *list) items.push_back(Present(handover));
  const bool more = list->size() == limit;
  return JsonResponse(
      200, {{"items", std::move(items)}, {"next_cursor", more ? json(std::to_string(list->back().id)) : json()}});
}

http::Response GetHandover(const Call& call) {
  if (auto refused = RefuseNarrowScope(call)) return *refused;
  const auto handover = call.deps.handovers.Get(call.path.U64("id"));
  return handover ? JsonResponse(200, PresentWhole(*handover)) : FromError(handover.error(), kNotFound);
}

http::Response ListHandoverItems(const Call& call) {
  if (auto refused = RefuseNarrowScope(call)) return *refused;
  QueryReader query(call.request);
  storage::HandoverItemFilter filter;
  filter.state = query.Word<storage::HandoverItemState>("state", storage::ParseHandoverItemState);
  filter.taker = query.Text("taker", kLongestId);
  filter.after = static_cast<std::uint32_t>(query.Number("cursor", 0, 10'000'000, 0));
  filter.limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  const std::uint64_t id = call.path.U64("id");
  if (auto refused = call.Record("handover.items", std::to_string(id))) return *refused;
  const auto list = call.deps.handovers.Items(id, filter);
  if (!list) return FromError(list.error(), kNotFound);
  json items = json::array();
  for (const auto& item : *list) items.push_back(Present(item));
  const bool more = list->size() == filter.limit;
  return JsonResponse(
      200, {{"items", std::move(items)}, {"next_cursor", more ? json(std::to_string(list->back().n)) : json()}});
}

http::Response RetryHandoverItem(const Call& call) {
  if (auto refused = RefuseNarrowScope(call)) return *refused;
  Body body(call.request, {"taker"});
  const std::string taker = body.Text("taker", 1, kLongestId, false).value_or("");
  if (body.problem) return *body.problem;
  const std::uint64_t id = call.path.U64("id");
  const std::uint64_t n = call.path.U64("n");
  if (auto refused = call.Record("handover.retry", std::to_string(id), {{"item", n}, {"taker", taker}}))
    return *refused;
  if (n > 10'000'000) return http::Problem(404, kNotFound);
  const auto item = call.deps.handover_desk.Retry(id, static_cast<std::uint32_t>(n), taker, call.user.display_name);
  return item ? JsonResponse(200, Present(*item)) : Refuse(item.error());
}

http::Response CancelHandover(const Call& call) {
  if (auto refused = RefuseNarrowScope(call)) return *refused;
  const std::uint64_t id = call.path.U64("id");
  if (auto refused = call.Record("handover.cancel", std::to_string(id))) return *refused;
  const auto cancelled = call.deps.handovers.Cancel(id, call.user.display_name);
  return cancelled ? JsonResponse(200, PresentWhole(*cancelled)) : Refuse(cancelled.error());
}

}  // namespace

void AddHandoverHandlers(Gate& gate) {
  gate.Add(http::Method::kPost, "/handovers/preview", "previewHandover", PreviewHandover);
  gate.Add(http::Method::kPost, "/handovers", "beginHandover", BeginHandover);
  gate.Add(http::Method::kGet, "/handovers", "listHandovers", ListHandovers);
  gate.Add(http::Method::kGet, "/handovers/{id:u64}", "getHandover", GetHandover);
  gate.Add(http::Method::kGet, "/handovers/{id:u64}/items", "listHandoverItems", ListHandoverItems);
  gate.Add(http::Method::kPost, "/handovers/{id:u64}/items/{n:u64}/retry", "retryHandoverItem", RetryHandoverItem);
  gate.Add(http::Method::kPost, "/handovers/{id:u64}/cancel", "cancelHandover", CancelHandover);
}

}  // namespace custos::server::api
