// SPDX-License-Identifier: Apache-2.0
// Intercept rules against the simulated platform.
#include "connectors/wecom/intercept_sync.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "tests/support/wecom_sim/wecom_simulator.h"

namespace custos::wecom {
namespace {

class StillClock final : public Clock {
 public:
  TimeMs Now() const override { return now; }
  TimeMs now = 1'700'000'000'000;
};

std::string Word(int i) { return "词" + std::to_string(100'000 + i); }

class Synced {
 public:
  Synced() : sim_(wecom_sim::WecomSimulator::Start().value()), corp(sim_->AddCorp({}, false)) {
    department = corp.company()->departments.back().id;
    settings_.base = sim_->api_base();
    settings_.corp_id = corp.settings().corp_id;
    settings_.secret = corp.settings().contact_secret;
    settings_.retry_first = std::chrono::milliseconds(1);
    settings_.slow_down = std::chrono::milliseconds(0);
    api_ = std::make_unique<ApiClient>(settings_, clock);
  }

  InterceptWish Wish(int from, int to, bool block = true) const {
    InterceptWish wish{.origin = "rule", .weight = 3, .block = block, .words = {}, .semantics = {}, .range = {}};
    wish.range.departments = {department};
    for (int i = from; i < to; ++i) wish.words.push_back(Word(i));
    return wish;
  }

  InterceptOutcome Run(const std::vector<InterceptWish>& wishes) {
    InterceptSync sync(*api_, clock);
    const auto keep = [this](const InterceptMemory& to_keep) {
      kept.push_back(to_keep);
      return Status();
    };
    return sync.Run(wishes, memory, keep, {});
  }

  /// The process ends after so many calls to the platform, and another one goes on from what was kept.
  InterceptOutcome RunThatDiesAfter(std::uint64_t calls, const std::vector<InterceptWish>& wishes) {
    kept = {memory};
    sim_->faults().Add({.at = "api", .act = "close", .times = 0, .after = calls});
    InterceptOutcome outcome = Run(wishes);
    sim_->faults().Clear();
    memory = kept.at(kept.size() - 2);  // a process that dies keeps nothing at its end
    return outcome;
  }

  /// All words of our rules that stand, each once for each rule that has it.
  std::multiset<std::string> Standing() const {
    std::multiset<std::string> words;
    for (const auto& [id, rule] : corp.outgoing().rules()) words.insert(rule.words.begin(), rule.words.end());
    return words;
  }

  wecom_sim::SimInterceptRule Foreign(const std::string& name) const {
    return {.name = name, .words = {"别人的词"}, .type = 2, .users = {}, .departments = {department}, .semantics = {}};
  }
  std::string AddForeign(const std::string& name) const {
    int errcode = 0;
    std::string id = corp.outgoing().AddRule(Foreign(name), errcode);
    REQUIRE(errcode == 0);
    return id;
  }

 private:
  std::unique_ptr<wecom_sim::WecomSimulator> sim_;
  ApiSettings settings_;
  std::unique_ptr<ApiClient> api_;

 public:
  wecom_sim::Corp& corp;
  StillClock clock;
  std::int64_t department = 0;
  InterceptMemory memory;
  std::vector<InterceptMemory> kept;
};

}  // namespace

TEST_CASE_METHOD(Synced, "what is wished stands on the platform, and a second run changes nothing") {
  const std::vector<InterceptWish> wishes{Wish(0, 700), Wish(700, 710, false)};
  const InterceptOutcome first = Run(wishes);
  CHECK(first.problem == "");
  CHECK(first.planned == 4);
  CHECK(first.standing == 4);
  CHECK(first.words == 710);
  CHECK(first.changes.size() == 4);
  CHECK(Standing().size() == 710);

  const InterceptOutcome second = Run(wishes);
  CHECK(second.changes.empty());
  CHECK(second.drift.empty());
}

TEST_CASE_METHOD(Synced, "one new word is one changed rule") {
  REQUIRE(Run({Wish(0, 700)}).problem == "");
  const InterceptOutcome more = Run({Wish(0, 701)});
  REQUIRE(more.changes.size() == 1);
  CHECK(more.changes.front().what == "changed");
  CHECK(more.changes.front().words_added == std::vector<std::string>{Word(700)});
  CHECK(more.changes.front().words_removed.empty());
  CHECK(Standing().count(Word(700)) == 1);
}

TEST_CASE_METHOD(Synced, "rules of others are left alone and counted") {
  const std::string id = AddForeign("销售部敏感词");
  const InterceptOutcome outcome = Run({Wish(0, 10)});
  CHECK(outcome.others == 1);
  CHECK(Run({}).problem == "");
  REQUIRE(corp.outgoing().rules().size() == 1);
  CHECK(corp.outgoing().rules().begin()->first == id);
}

TEST_CASE_METHOD(Synced, "what somebody changed by hand is told and put right") {
  const std::vector<InterceptWish> wishes{Wish(0, 10)};
  REQUIRE(Run(wishes).problem == "");
  const auto [id, rule] = *corp.outgoing().rules().begin();
  wecom_sim::SimInterceptRule by_hand = rule;
  std::string what;
  SECTION("edited") {
    by_hand.words.pop_back();
    corp.outgoing().ChangeRule(id, by_hand);
    what = "edited";
  }
  SECTION("weakened") {
    by_hand.type = 2;
    corp.outgoing().ChangeRule(id, by_hand);
    what = "edited";
  }
  SECTION("renamed") {
    by_hand.name = "测试";
    corp.outgoing().ChangeRule(id, by_hand);
    what = "renamed";
  }
  SECTION("removed") {
    corp.outgoing().RemoveRule(id);
    what = "removed";
  }
  const InterceptOutcome outcome = Run(wishes);
  REQUIRE(outcome.drift.size() == 1);
  CHECK(outcome.drift.front().what == what);
  CHECK(outcome.drift.front().name == rule.name);
  REQUIRE(corp.outgoing().rules().size() == 1);
  CHECK(corp.outgoing().rules().begin()->second.words == rule.words);
  CHECK(corp.outgoing().rules().begin()->second.type == 1);
  CHECK(Run(wishes).drift.empty());
}

TEST_CASE_METHOD(Synced, "a refused word is found, said and left out; the others of its rule stand") {
  corp.outgoing().RefuseWord(Word(17));
  corp.outgoing().RefuseWord(Word(120));
  const InterceptOutcome outcome = Run({Wish(0, 200)});
  CHECK(outcome.problem == "");
  CHECK(outcome.unfit ==
        std::vector<UnfitWord>{{Word(17), "rule", "wecom.errcode_41083"}, {Word(120), "rule", "wecom.errcode_41083"}});
  CHECK(Standing().size() == 198);
  CHECK(corp.outgoing().rules().size() == 1);

  const std::uint64_t calls = corp.counts().api_calls;
  const InterceptOutcome again = Run({Wish(0, 200)});
  CHECK(again.changes.empty());
  CHECK(again.unfit.size() == 2);
  CHECK(corp.counts().api_calls - calls == 2);  // the list and the rule: it is not offered again

  clock.now += TimeMs{8} * 86'400'000;
  CHECK(Run({Wish(0, 200)}).unfit.size() == 2);
  CHECK(corp.counts().api_calls - calls > 6);  // a week later it is
}

TEST_CASE_METHOD(Synced, "a word refused beside words that stand does not cost those") {
  REQUIRE(Run({Wish(0, 50)}).problem == "");
  corp.outgoing().RefuseWord(Word(55));
  CHECK(Run({Wish(0, 60)}).unfit.size() == 1);
  CHECK(Standing().size() == 59);
}

TEST_CASE_METHOD(Synced, "a rule whose every word is refused is not there") {
  corp.outgoing().RefuseWord(Word(0));
  CHECK(Run({Wish(0, 1)}).unfit.size() == 1);
  CHECK(corp.outgoing().rules().empty());
}

TEST_CASE_METHOD(Synced, "when others hold all the rules, what has no room is said by word") {
  for (int i = 0; i < 100; ++i) AddForeign("规则" + std::to_string(i));
  const InterceptOutcome outcome = Run({Wish(0, 3)});
  CHECK(outcome.others == 100);
  REQUIRE(outcome.unfit.size() == 3);
  CHECK(outcome.unfit.front().reason == "intercept.full");
}

TEST_CASE_METHOD(Synced, "a rule whose answer was lost is not made twice") {
  corp.outgoing().LoseAnswers(1);
  const InterceptOutcome outcome = Run({Wish(0, 10)});
  CHECK(outcome.problem == "");
  CHECK(corp.outgoing().rules().size() == 1);
}

TEST_CASE_METHOD(Synced, "a name that somebody else has taken is gone round") {
  REQUIRE(Run({Wish(0, 10)}).problem == "");
  const std::string name = corp.outgoing().rules().begin()->second.name;
  REQUIRE(Run({}).problem == "");
  corp.outgoing().TakeName(name);
  CHECK(Run({Wish(0, 10)}).problem == "");
  REQUIRE(corp.outgoing().rules().size() == 1);
  const std::string other = corp.outgoing().rules().begin()->second.name;
  CHECK(other != name);
  CHECK(other.substr(0, 19) == name.substr(0, 19));
  CHECK(Run({Wish(0, 10)}).changes.empty());
}

TEST_CASE_METHOD(Synced, "a token that expires in the middle is renewed") {
  REQUIRE(Run({Wish(0, 10)}).problem == "");
  corp.tokens().ExpireAll();
  CHECK(Run({Wish(0, 900)}).problem == "");
  CHECK(Standing().size() == 900);
}

TEST_CASE_METHOD(Synced, "ending after any call loses and doubles nothing") {
  const std::vector<InterceptWish> before{Wish(0, 950), Wish(2'000, 2'100, false)};
  const std::vector<InterceptWish> after{Wish(400, 700), Wish(1'000, 1'050, false)};
  for (std::uint64_t calls = 0; calls < 24; ++calls) {
    INFO("after " << calls << " calls");
    REQUIRE(Run(before).problem == "");
    const InterceptOutcome dead = RunThatDiesAfter(calls, after);
    const InterceptOutcome outcome = Run(after);
    REQUIRE(outcome.problem == "");
    REQUIRE(outcome.drift.empty());
    const auto words = Standing();
    REQUIRE(words.size() == 350);
    REQUIRE(std::set<std::string>(words.begin(), words.end()).size() == 350);
  }
}

TEST_CASE_METHOD(Synced, "kinds of content go when they are not wished any more, even where an empty list keeps them") {
  corp.outgoing().SetEmptyKeeps(GENERATE(false, true));
  InterceptWish wish = Wish(0, 10);
  wish.semantics = {1, 3};
  REQUIRE(Run({wish}).problem == "");
  CHECK(corp.outgoing().rules().begin()->second.semantics == std::vector<int>{1, 3});
  wish.semantics.clear();
  CHECK(Run({wish}).problem == "");
  REQUIRE(corp.outgoing().rules().size() == 1);
  CHECK(corp.outgoing().rules().begin()->second.semantics.empty());
}

TEST_CASE_METHOD(Synced, "a range is changed by what comes and goes") {
  InterceptWish wish = Wish(0, 10);
  REQUIRE(Run({wish}).problem == "");
  const std::string id = corp.outgoing().rules().begin()->first;
  wish.range.departments = {corp.company()->departments.front().id};
  wish.range.users = {corp.company()->employees.front().id};
  REQUIRE(Run({wish}).problem == "");
  const auto rules = corp.outgoing().rules();
  REQUIRE(rules.size() == 1);
  CHECK(rules.begin()->first == id);
  CHECK(rules.begin()->second.departments == wish.range.departments);
  CHECK(rules.begin()->second.users == wish.range.users);
}

TEST_CASE_METHOD(Synced, "somebody whom the platform does not know costs only the rules for him") {
  InterceptWish unknown = Wish(0, 5);
  unknown.range.departments.clear();
  unknown.range.users = {"nobody"};
  const InterceptOutcome outcome = Run({unknown, Wish(10, 20)});
  CHECK(outcome.problem == "wecom.errcode_60111");
  CHECK(outcome.unfit.size() == 5);
  CHECK(Standing().size() == 10);
}

TEST_CASE_METHOD(Synced, "a platform that is away ends the run with its reason; the next goes on") {
  REQUIRE(Run({Wish(0, 10)}).problem == "");
  CHECK(RunThatDiesAfter(1, {Wish(0, 500)}).problem == "wecom.api_unreachable");
  CHECK(Run({Wish(0, 500)}).problem == "");
  CHECK(Standing().size() == 500);
}

}  // namespace custos::wecom
