// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "server/api/etag.h"
#include "server/api/handlers/handlers.h"
#include "server/api/handlers/pack_input.h"
#include "server/api/json_text.h"
#include "server/api/present.h"
#include "server/api/present_packs.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr std::size_t kMostPhrases = 10;
constexpr std::size_t kMostShown = 50;

struct Wanted {
  std::string rule_id;
  std::vector<std::string> phrases;
  std::string note;
};

Wanted ReadWanted(Body& body) {
  Wanted wanted;
  wanted.rule_id = body.Text("rule_id", 0, 100, false).value_or("");
  wanted.note = body.Text("note", 0, 2000, false).value_or("");
  const json* phrases = body.Find("phrases");
  if (phrases == nullptr) return wanted;
  if (!phrases->is_array() || phrases->size() > kMostPhrases) body.Fail("phrases");
  if (body.problem) return wanted;
  for (const json& phrase : *phrases) {
    const bool fits = phrase.is_string() && phrase.get_ref<const std::string&>().size() >= 2 &&
                      phrase.get_ref<const std::string&>().size() <= 400;
    if (!fits) {
      body.Fail("phrases");
      break;
    }
    wanted.phrases.push_back(phrase.get<std::string>());
  }
  return wanted;
}

json PresentProposal(const Call& call, const studio::ExceptionProposal& proposal) {
  std::map<std::string, std::size_t> by_state;
  json items = json::array();
  for (const auto& alert : proposal.silenced) {
    ++by_state[std::string(ToString(alert.state))];
    if (items.size() < kMostShown) items.push_back(Present(alert, call.deps.rules));
  }
  const auto title = call.deps.rules.TitleOf(proposal.rule_id).value_or(LocalText{proposal.rule_id, proposal.rule_id});
  return {{"rule_id", proposal.rule_id},
          {"title", Present(title)},
          {"file", proposal.place.file},
          {"line", proposal.place.line},
          {"suggestions", proposal.suggestions},
          {"phrases", proposal.phrases},
          {"silences_alert", proposal.silences_alert},
          {"rule_text", proposal.rule_text},
          {"problems", PresentProblems(proposal.checked->report)},
          {"examined", proposal.examined},
          {"silenced", proposal.silenced.size()},
          {"by_state", by_state},
          {"items", std::move(items)}};
}

http::Response ProposeException(const Call& call) {
  const auto id = call.path.U64("id");
  Body body(call.request, {"rule_id", "phrases", "note"});
  const auto wanted = ReadWanted(body);
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("exception.propose", std::to_string(id))) return *refused;
  const auto proposal = call.deps.exceptions.Propose(call.scope, id, wanted.rule_id, wanted.phrases);
  if (!proposal) return PackError(proposal.error(), "alert.not_found");
  return JsonResponse(200, PresentProposal(call, *proposal));
}

http::Response DraftException(const Call& call) {
  const auto id = call.path.U64("id");
  Body body(call.request, {"rule_id", "phrases", "note"});
  const auto wanted = ReadWanted(body);
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("exception.draft", std::to_string(id))) return *refused;
  const auto proposal = call.deps.exceptions.Propose(call.scope, id, wanted.rule_id, wanted.phrases);
  if (!proposal) return PackError(proposal.error(), "alert.not_found");
  const auto made = call.deps.packs.Draft(ActorOf(call), 0, proposal->changes, wanted.note);
  if (!made) return PackError(made.error());
  auto response = JsonResponse(201, Present(*made, call.deps.packs.MovesOf(*made, call.user.id)));
  response.SetHeader("ETag", TagOf(made->revision));
  return response;
}

}  // namespace

void AddExceptionHandlers(Gate& gate) {
  gate.Add(http::Method::kPost, "/alerts/{id:u64}/exception", "proposeException", ProposeException);
  gate.Add(http::Method::kPost, "/alerts/{id:u64}/exception/draft", "draftException", DraftException);
}

}  // namespace custos::server::api
