// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/alerts/transitions.h"
#include "server/api/etag.h"
#include "server/api/handlers/handlers.h"
#include "server/api/json_text.h"
#include "server/api/present.h"
#include "server/api/query_reader.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

using nlohmann::json;
using storage::AlertState;
using storage::AlertView;

constexpr char kNotFound[] = "alert.not_found";

/// The filters as they were asked, for the audit trail.
json AskedFor(const http::Request& request) {
  json asked = json::object();
  for (const auto& [name, value] : request.query) asked[name] = value;
  return asked;
}

storage::AlertFilter ReadFilter(QueryReader& query) {
  storage::AlertFilter filter;
  for (const auto& name : query.List("state")) {
    const auto state = storage::ParseAlertState(name);
    if (!state) query.Fail("state");
    filter.states.push_back(state.value_or(AlertState::kNew));
  }
  filter.categories = query.List("category");
  filter.min_severity = query.Word<Severity>("min_severity", ParseSeverity);
  filter.employee = query.Employee();
  filter.department = query.Department();
  filter.from = query.Time("from");
  filter.until = query.Time("until");
  filter.oldest_first = query.OldestFirst();
  filter.cursor = query.Cursor();
  filter.limit = query.Limit();
  return filter;
}

http::Response ListAlerts(const Call& call) {
  QueryReader query(call.request);
  const auto filter = ReadFilter(query);
  if (auto problem = query.Problem()) return *problem;
  if (auto refused = call.Record("alert.list", "", AskedFor(call.request))) return *refused;
  const auto page = call.deps.alerts.List(call.scope, filter);
  if (!page) return FromError(page.error());
  json items = json::array();
  for (const auto& alert : page->items) items.push_back(Present(alert, call.deps.rules));
  return JsonResponse(200, {{"items", std::move(items)},
                            {"next_cursor", TextOrNull(page->next_cursor)},
                            {"estimated_total", page->total},
                            {"total_exact", page->total_exact}});
}

http::Response GetAlertCounts(const Call& call) {
  const auto counts = call.deps.alerts.Counts(call.scope);
  if (!counts) return FromError(counts.error());
  return JsonResponse(200, {{"by_state", counts->by_state},
                            {"open_by_severity", counts->open_by_severity},
                            {"open_by_category", counts->open_by_category}});
}

/// The messages around the one concerned, that one with its matches.
json PresentContext(const storage::ConversationPage& page, const AlertView& alert) {
  json items = json::array();
  for (const auto& message : page.items) {
    const bool concerned = message.ref.message_id == alert.message.ref.message_id;
    items.push_back(Present(message, concerned ? MarksOf(alert) : std::vector<Mark>()));
  }
  return {{"items", std::move(items)}, {"more_before", page.more_before}, {"more_after", page.more_after}};
}

http::Response GetAlert(const Call& call) {
  const auto id = call.path.U64("id");
  QueryReader query(call.request);
  const auto around = query.Number("context", 0, 50, 5);
  if (auto problem = query.Problem()) return *problem;
  if (auto refused = call.Record("alert.read", std::to_string(id))) return *refused;
  const auto alert = call.deps.alerts.Get(call.scope, id);
  if (!alert) return FromError(alert.error(), kNotFound);
  const auto& ref = alert->message.ref;
  const auto history = call.deps.alerts.History(call.scope, id);
  if (!history) return FromError(history.error(), kNotFound);
  const auto conversation = call.deps.reader.GetConversation(call.scope, ref.conversation);
  if (!conversation) return FromError(conversation.error(), kNotFound);
  const auto context = call.deps.reader.ReadConversation(call.scope, ref.conversation, ref.message_id, around, around);
  if (!context) return FromError(context.error(), kNotFound);
  json detail = Present(*alert, call.deps.rules);
  detail["findings"] = PresentFindings(*alert, call.deps.rules);
  detail["parts"] = PresentParts(*alert);
  detail["members"] = PresentMembers(*alert);
  detail["conversation"] = {{"id", conversation->id.Hex()},
                            {"title", conversation->title},
                            {"kind", ToString(conversation->kind)},
                            {"people", PresentAll(conversation->people)}};
  detail["context"] = PresentContext(*context, *alert);
  detail["history"] = PresentAll(*history);
  auto response = JsonResponse(200, detail);
  response.SetHeader("ETag", TagOf(alert->version));
  return response;
}

http::Response Changed(const AlertView& now) {
  http::ProblemParams params{{"state", std::string(ToString(now.state))}, {"decided_by", now.decided_by}};
  params.emplace_back("decided_at", now.decided_at == 0 ? "" : FormatTime(now.decided_at));
  return http::Problem(412, "alert.changed", params);
}

/// An undo leads to where the last decision came from, everything else follows the life of an alert.
Result<bool> IsAllowed(const Call& call, const AlertView& alert, AlertState to, bool undo) {
  if (!alerts::MayDecide(alert.state, to, undo)) return false;
  if (!undo) return true;
  const auto history = call.deps.alerts.History(call.scope, alert.alert_id);
  if (!history) return history.error();
  const auto last = std::find_if(history->rbegin(), history->rend(), [](const auto& one) { return one.moved(); });
  return last != history->rend() && last->from == to;
}

struct Wanted {
  AlertState state = AlertState::kNew;
  std::string note;
  bool undo = false;
};

http::Response Decide(const Call& call, std::uint64_t id, std::uint64_t version, const Wanted& wanted) {
  const auto alert = call.deps.alerts.Get(call.scope, id);
  if (!alert) return FromError(alert.error(), kNotFound);
  if (alert->version != version) return Changed(*alert);
  const auto allowed = IsAllowed(call, *alert, wanted.state, wanted.undo);
  if (!allowed) return FromError(allowed.error(), kNotFound);
  if (!*allowed) return http::Problem(409, "alert.transition", {{"state", std::string(ToString(alert->state))}});
  const json detail{{"state", ToString(wanted.state)}, {"undo", wanted.undo}};
  if (auto refused = call.Record("alert.decide", std::to_string(id), detail)) return *refused;
  const auto decided =
      call.deps.alerts.Decide(call.scope, id, version, wanted.state, call.user.id, wanted.note, wanted.undo);
  if (!decided && decided.error().kind == ErrorKind::kConflict) {
    const auto now = call.deps.alerts.Get(call.scope, id);
    return now ? Changed(*now) : FromError(now.error(), kNotFound);
  }
  if (!decided) return FromError(decided.error(), kNotFound);
  auto response = JsonResponse(200, Present(*decided, call.deps.rules));
  response.SetHeader("ETag", TagOf(decided->version));
  return response;
}

http::Response DecideAlert(const Call& call) {
  const IfMatch precondition(call.request);
  if (precondition.problem) return *precondition.problem;
  Body body(call.request, {"state", "note", "undo"});
  const auto name = body.Text("state", 1, 40, true);
  const auto state = name ? storage::ParseAlertState(*name) : std::nullopt;
  if (!state) body.Fail("state");
  const auto note = body.Text("note", 0, 2000, false);
  const auto undo = body.Flag("undo");
  if (body.problem) return *body.problem;
  return Decide(call, call.path.U64("id"), precondition.version, {*state, note.value_or(""), undo.value_or(false)});
}

/// What the employee concerned has to say; without a text, that he has seen the alert.
http::Response Speak(const Call& call) {
  Body body(call.request, {"text"});
  const auto text = body.Text("text", 1, 2000, false);
  if (text && text->find_first_not_of(" \t\r\n") == std::string::npos) body.Fail("text");
  if (body.problem) return *body.problem;
  const std::uint64_t id = call.path.U64("id");
  if (auto refused = call.Record(text ? "alert.state" : "alert.seen", std::to_string(id))) return *refused;
  const Status spoken = call.deps.alerts.Speak(call.scope, id, call.user.id, text.value_or(""));
  return spoken ? http::Response::Empty(204) : FromError(spoken.error(), kNotFound);
}

}  // namespace

void AddAlertHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/alerts", "listAlerts", ListAlerts);
  gate.Add(http::Method::kGet, "/alerts/counts", "getAlertCounts", GetAlertCounts);
  gate.Add(http::Method::kGet, "/alerts/{id:u64}", "getAlert", GetAlert);
  gate.Add(http::Method::kPost, "/alerts/{id:u64}/decisions", "decideAlert", DecideAlert);
  gate.Add(http::Method::kPost, "/alerts/{id:u64}/statements", "speakOnAlert", Speak);
}

}  // namespace custos::server::api
