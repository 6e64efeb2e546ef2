// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/intercepts.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/digest.h"
#include "core/log.h"
#include "core/wait.h"

namespace custos::app {
namespace {

using nlohmann::json;

constexpr char kNote[] = "intercept";
constexpr std::chrono::seconds kLook{2};  ///< at which pack is in force
constexpr TimeMs kAgainAfter = 60'000;    ///< a run that was not whole
constexpr std::size_t kMostDrift = 50;
constexpr std::size_t kMostUnfitKept = 5'000;

std::vector<std::uint8_t> SemanticsOf(const std::vector<std::string>& names) {
  std::vector<std::uint8_t> numbers;
  for (const std::string& name : names) numbers.push_back(name == "phone" ? 1 : name == "email" ? 2 : 3);
  return numbers;
}

std::string Dump(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

json ViewJson(const server::api::InterceptView& view) {
  json drift = json::array(), unfit = json::array();
  for (const auto& one : view.drift) drift.push_back({one.what, one.name, one.found_at});
  for (const auto& one : view.unfit) unfit.push_back({one.word, one.rule_id, one.reason});
  return {{"checked_at", view.checked_at},
          {"problem", view.problem},
          {"problem_detail", view.problem_detail},
          {"planned", view.planned},
          {"standing", view.standing},
          {"words", view.words},
          {"others", view.others},
          {"drift", drift},
          {"unfit", unfit}};
}

void ReadView(const json& from, server::api::InterceptView& view) {
  view.checked_at = from.at("checked_at").get<TimeMs>();
  view.problem = from.at("problem").get<std::string>();
  view.problem_detail = from.at("problem_detail").get<std::string>();
  view.planned = from.at("planned").get<std::uint64_t>();
  view.standing = from.at("standing").get<std::uint64_t>();
  view.words = from.at("words").get<std::uint64_t>();
  view.others = from.at("others").get<std::uint64_t>();
  for (const json& one : from.at("drift")) {
    view.drift.push_back({one.at(0).get<std::string>(), one.at(1).get<std::string>(), one.at(2).get<TimeMs>()});
  }
  for (const json& one : from.at("unfit")) {
    view.unfit.push_back({one.at(0).get<std::string>(), one.at(1).get<std::string>(), one.at(2).get<std::string>()});
  }
}

}  // namespace

std::vector<wecom::InterceptWish> WishesOf(const rules::RuleSet& rules, const InterceptSettings& settings) {
  std::vector<wecom::InterceptWish> wishes;
  for (const rules::RuleInfo& rule : rules.rules()) {
    if (!rule.intercept || rule.shadow() || rule.status == "deprecated") continue;
    wecom::InterceptWish wish;
    wish.origin = rule.id;
    wish.weight = static_cast<std::uint8_t>(rule.severity);
    wish.block = rule.intercept->block;
    wish.words = rule.intercept->words;
    wish.semantics = SemanticsOf(rule.intercept->semantics);
    if (rule.intercept->departments.empty()) {
      wish.range = {settings.departments, settings.users};
    } else {
      wish.range.departments.assign(rule.intercept->departments.begin(), rule.intercept->departments.end());
    }
    wishes.push_back(std::move(wish));
  }
  return wishes;
}

void InterceptKeeper::Run(const std::stop_token& stop) {
  do {
    Tick(stop);
  } while (WaitFor(kLook, stop));
}

void InterceptKeeper::Tick(const std::stop_token& stop) {
  if (!loaded_) Load();
  const auto rules = parts_.rules();
  if (!loaded_ || rules == nullptr) return;
  const TimeMs pause = state_.view.problem.empty() ? TimeMs{parts_.settings.minutes} * 60'000 : kAgainAfter;
  const TimeMs since = parts_.clock.Now() - state_.view.checked_at;
  const bool new_pack = state_.view.problem.empty() && state_.pack != HexEncode(AsBytes(rules->digest()));
  if (new_pack || since >= pause || since < 0) Sync(*rules, stop);
}

// Without what was kept, removals by hand would not be noticed: better none than a run that forgets.
void InterceptKeeper::Load() {
  const Result<std::string> note = parts_.notes.Note(parts_.source, kNote);
  if (!note) return;
  loaded_ = true;
  state_.view.company = parts_.company;
  state_.view.source = parts_.source;
  const json kept = json::parse(*note, nullptr, false);
  if (kept.is_object()) {
    try {
      for (const auto& [id, name] : kept.at("rules").items()) state_.memory.rules[id] = name.get<std::string>();
      for (const json& one : kept.at("refused")) {
        state_.memory.refused.push_back(
            {one.at(0).get<std::string>(), one.at(1).get<std::string>(), one.at(2).get<TimeMs>()});
      }
      state_.pack = kept.at("pack").get<std::string>();
      ReadView(kept.at("view"), state_.view);
    } catch (const json::exception&) {
      Log(LogLevel::kWarn, "the note about intercept words could not be read; they are looked at anew",
          {{"source", parts_.source}});
    }
  }
  const std::scoped_lock lock(mutex_);
  seen_ = state_.view;
}

Status InterceptKeeper::Save(const State& state) {
  json refused = json::array();
  for (const wecom::RefusedWord& one : state.memory.refused) refused.push_back({one.word, one.code, one.at});
  const json note = {{"rules", state.memory.rules},
                     {"refused", std::move(refused)},
                     {"pack", state.pack},
                     {"view", ViewJson(state.view)}};
  return parts_.notes.SetNote(parts_.source, kNote, Dump(note), parts_.clock.Now());
}

void InterceptKeeper::Sync(const rules::RuleSet& rules, const std::stop_token& stop) {
  const auto keep = [this](const wecom::InterceptMemory& memory) {
    State state = state_;
    state.memory = memory;
    return Save(state);
  };
  wecom::InterceptMemory memory = state_.memory;
  const wecom::InterceptOutcome outcome = sync_.Run(WishesOf(rules, parts_.settings), memory, keep, stop);
  Tell(outcome);
  state_.memory = std::move(memory);
  state_.pack = HexEncode(AsBytes(rules.digest()));
  server::api::InterceptView& view = state_.view;
  view.checked_at = parts_.clock.Now();
  view.problem = outcome.problem;
  view.problem_detail = outcome.problem_detail;
  view.planned = outcome.planned;
  view.standing = outcome.standing;
  view.words = outcome.words;
  view.others = outcome.others;
  for (const wecom::InterceptDrift& one : outcome.drift) {
    view.drift.insert(view.drift.begin(), {one.what, one.name, one.found_at});
  }
  if (view.drift.size() > kMostDrift) view.drift.resize(kMostDrift);
  view.unfit.clear();
  for (const wecom::UnfitWord& one : outcome.unfit) {
    if (view.unfit.size() < kMostUnfitKept) view.unfit.push_back({one.word, one.origin, one.reason});
  }
  if (const Status saved = Save(state_); !saved) {
    Log(LogLevel::kWarn, "what is known of intercept words was not kept", {{"code", saved.error().code}});
  }
  const std::scoped_lock lock(mutex_);
  seen_ = view;
}

void InterceptKeeper::Tell(const wecom::InterceptOutcome& outcome) {
  const auto record = [this](const std::string& action, const std::string& target, const json& detail) {
    const Status recorded = parts_.audit.Record({0, "system", "", ""}, action, target, Dump(detail));
    if (!recorded) Log(LogLevel::kError, "an entry of the audit trail was not written", {{"action", action}});
  };
  for (const wecom::InterceptDrift& one : outcome.drift) {
    record("intercept.drift", one.id, {{"company", parts_.company}, {"what", one.what}, {"name", one.name}});
    Log(LogLevel::kWarn, "somebody changed an intercept rule by hand; it is put right",
        {{"source", parts_.source}, {"rule", one.name}, {"what", one.what}});
  }
  for (const wecom::InterceptChange& one : outcome.changes) {
    record("intercept." + one.what, one.id,
           {{"company", parts_.company},
            {"name", one.name},
            {"action", one.block ? "block" : "warn"},
            {"words_added", one.words_added},
            {"words_removed", one.words_removed}});
  }
  if (!outcome.problem.empty()) {
    Log(LogLevel::kWarn, "intercept words are not all on the platform",
        {{"source", parts_.source}, {"code", outcome.problem}, {"detail", outcome.problem_detail}});
  }
}

server::api::InterceptView InterceptKeeper::view() const {
  const std::scoped_lock lock(mutex_);
  server::api::InterceptView view = seen_;
  view.company = parts_.company;
  view.source = parts_.source;
  return view;
}

void InterceptKeepers::Start() {
  for (const auto& keeper : keepers_) {
    threads_.emplace_back([raw = keeper.get()](const std::stop_token& stop) { raw->Run(stop); });
  }
}

void InterceptKeepers::Stop() { threads_.clear(); }

std::vector<server::api::InterceptView> InterceptKeepers::Intercepts() const {
  std::vector<server::api::InterceptView> views;
  for (const auto& keeper : keepers_) views.push_back(keeper->view());
  return views;
}

}  // namespace custos::app
