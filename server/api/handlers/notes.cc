// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "server/api/etag.h"
#include "server/api/handlers/handlers.h"
#include "server/api/json_text.h"
#include "server/api/present_desk.h"
#include "server/api/query_reader.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr TimeMs kDay = 86'400'000;
constexpr std::size_t kLongestText = 4000;
constexpr std::size_t kLongestStep = 200;

http::Response Refuse(const Error& error, const std::string& not_found) {
  if (error.kind == ErrorKind::kDenied) return http::Problem(403, error.code);
  return FromError(error, not_found);
}

storage::NoteActor ActorOf(const Call& call) { return {call.user.id, call.user.display_name}; }

std::optional<storage::NoteKind> KindOf(Body& body) {
  const auto name = body.Text("kind", 1, 20, false);
  if (!name) return std::nullopt;
  const auto kind = storage::ParseNoteKind(*name);
  if (!kind) body.Fail("kind");
  return kind;
}

/// A member that is a moment, or null.
std::optional<TimeMs> TimeOf(Body& body, const char* name) {
  const json* member = body.Find(name);
  if (member == nullptr) return std::nullopt;
  if (member->is_null()) return TimeMs{0};
  const auto time = member->is_string() ? ParseTime(member->get<std::string>()) : std::nullopt;
  if (!time || *time <= 0) body.Fail(name);
  return time;
}

http::Response WithTag(int status, const storage::CustomerNote& note) {
  auto response = JsonResponse(status, Present(note));
  response.SetHeader("ETag", TagOf(note.now.version));
  return response;
}

http::Response ListNotes(const Call& call) {
  QueryReader query(call.request);
  storage::NoteQuery wanted;
  wanted.customer = call.path.U64("id");
  wanted.open = query.Flag("open").value_or(false);
  wanted.removed = query.Flag("removed").value_or(false) && call.user.role != storage::UserRole::kRep;
  wanted.cursor = query.Cursor();
  wanted.limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  if (auto refused = call.Record("note.list", std::to_string(wanted.customer))) return *refused;
  const auto page = call.deps.follow_ups.List(call.scope, wanted);
  if (!page) return FromError(page.error(), "customer.not_found");
  json items = json::array();
  for (const storage::CustomerNote& note : page->items) items.push_back(Present(note));
  return JsonResponse(200, {{"items", std::move(items)}, {"next_cursor", TextOrNull(page->next_cursor)}});
}

http::Response WriteNote(const Call& call) {
  Body body(call.request, {"kind", "text", "next_step", "due_at"});
  storage::NoteContent content;
  content.kind = KindOf(body).value_or(storage::NoteKind::kNote);
  content.text = body.Text("text", 1, kLongestText, true).value_or("");
  content.step.text = body.Text("next_step", 0, kLongestStep, false).value_or("");
  content.step.due_at = TimeOf(body, "due_at").value_or(0);
  if (content.step.text.empty() != (content.step.due_at == 0)) body.Fail("due_at");
  if (body.problem) return *body.problem;
  const std::uint64_t customer = call.path.U64("id");
  if (auto refused = call.Record("note.write", std::to_string(customer))) return *refused;
  const auto note = call.deps.follow_ups.Write(call.scope, customer, content, ActorOf(call));
  return note ? WithTag(201, *note) : FromError(note.error(), "customer.not_found");
}

http::Response ChangeNote(const Call& call) {
  const IfMatch precondition(call.request);
  if (precondition.problem) return *precondition.problem;
  Body body(call.request, {"kind", "text", "next_step", "due_at", "done"});
  storage::NoteChange change;
  change.kind = KindOf(body);
  change.text = body.Text("text", 1, kLongestText, false);
  change.step = body.Text("next_step", 0, kLongestStep, false);
  change.due_at = TimeOf(body, "due_at");
  change.done = body.Flag("done");
  if (body.problem) return *body.problem;
  const std::uint64_t id = call.path.U64("id");
  if (auto refused = call.Record("note.change", std::to_string(id))) return *refused;
  const auto note = call.deps.follow_ups.Change(call.scope, id, precondition.version, change, ActorOf(call));
  return note ? WithTag(200, *note) : Refuse(note.error(), "note.not_found");
}

http::Response RemoveNote(const Call& call) {
  const IfMatch precondition(call.request);
  if (precondition.problem) return *precondition.problem;
  const std::uint64_t id = call.path.U64("id");
  if (auto refused = call.Record("note.remove", std::to_string(id))) return *refused;
  const Status removed = call.deps.follow_ups.Remove(call.scope, id, precondition.version, ActorOf(call));
  return removed ? http::Response::Empty(204) : Refuse(removed.error(), "note.not_found");
}

enum class Due { kToday, kOverdue, kAll };

std::optional<Due> ParseDue(std::string_view word) {
  if (word == "today") return Due::kToday;
  if (word == "overdue") return Due::kOverdue;
  if (word == "all") return Due::kAll;
  return std::nullopt;
}

/// Steps of the person who asks. Days are those of the company's clock.
http::Response ListFollowUps(const Call& call) {
  QueryReader query(call.request);
  storage::FollowUpQuery wanted;
  wanted.user_id = call.user.id;
  const Due due = query.Word<Due>("due", ParseDue).value_or(Due::kAll);
  wanted.cursor = query.Cursor();
  wanted.limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  const TimeMs now = call.deps.clock.Now();
  const TimeMs zone = TimeMs{call.deps.checkpoints.ZoneMinutes()} * 60'000;
  const TimeMs midnight = (now + zone) / kDay * kDay - zone;
  if (due == Due::kToday) wanted.from = midnight;
  if (due == Due::kToday) wanted.until = midnight + kDay;
  if (due == Due::kOverdue) wanted.until = now;
  if (auto refused = call.Record("follow_up.list", "")) return *refused;
  const auto page = call.deps.follow_ups.Due(call.scope, wanted);
  if (!page) return FromError(page.error());
  json items = json::array();
  for (const storage::FollowUp& follow_up : page->items) items.push_back(Present(follow_up));
  return JsonResponse(
      200, {{"items", std::move(items)}, {"next_cursor", TextOrNull(page->next_cursor)}, {"total", page->total}});
}

}  // namespace

void AddNoteHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/customers/{id:u64}/notes", "listNotes", ListNotes);
  gate.Add(http::Method::kPost, "/customers/{id:u64}/notes", "writeNote", WriteNote);
  gate.Add(http::Method::kPatch, "/notes/{id:u64}", "changeNote", ChangeNote);
  gate.Add(http::Method::kDelete, "/notes/{id:u64}", "removeNote", RemoveNote);
  gate.Add(http::Method::kGet, "/follow-ups", "listFollowUps", ListFollowUps);
}

}  // namespace custos::server::api
