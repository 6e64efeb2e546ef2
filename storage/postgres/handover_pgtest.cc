// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>

#include "storage/postgres/test_company.h"

namespace custos::storage {
namespace {

using test::kSource;
using State = HandoverItemState;

class Handovers : public test::CompanyFixture {
 public:
  Handovers() {
    for (const char* id : {"wm1", "wm2", "wm3"}) Contact("zhang", id, std::string("客户") + id);
    Follow();
  }

  HandoverStore& store() { return storage().handovers(); }

  HandoverDraft Draft() const {
    HandoverDraft draft;
    draft.source = kSource;
    draft.giver = "zhang";
    draft.resigned = true;
    for (const char* id : {"wm1", "wm2", "wm3"}) draft.items.push_back({HandoverKind::kCustomer, id, id, "li"});
    draft.user_name = "主管";
    return draft;
  }

  std::uint64_t Begin() { return store().Create(Draft()).value().id; }
  HandoverItem Item(std::uint64_t id, std::uint32_t n) {
    const auto items = store().Items(id, {});
    REQUIRE(items);
    return items->at(n - 1);
  }
  void Settle(std::uint64_t id, std::vector<HandoverOutcome> outcomes) { REQUIRE(store().Settle(id, outcomes)); }
  const HandoverCandidate Candidate(const std::string& id, const std::string& giver = "zhang") {
    const auto all = store().Candidates(kSource, giver);
    REQUIRE(all);
    const auto found = std::find_if(all->begin(), all->end(), [&](const auto& one) { return one.id == id; });
    REQUIRE(found != all->end());
    return *found;
  }
};

}  // namespace

TEST_CASE("What is about to be asked is written first, and only what is planned can be") {
  Handovers f;
  const std::uint64_t id = f.Begin();
  CHECK(*f.store().Asking(id, {1, 2}) == std::vector<std::uint32_t>{1, 2});
  CHECK(f.Item(id, 1).state == State::kAsked);
  CHECK(f.Item(id, 1).attempts == 1);
  CHECK(f.Item(id, 3).state == State::kPlanned);
  CHECK(f.store().Asking(id, {1, 2})->empty());
  f.Reopen();
  CHECK(f.Item(id, 2).state == State::kAsked);
  CHECK(f.store().Open(id)->size() == 3);
}

TEST_CASE("A customer who arrived has left the giver's hands, and the ledger is told of him once") {
  Handovers f;
  const std::uint64_t id = f.Begin();
  REQUIRE(f.store().Asking(id, {1, 2, 3}));
  f.Settle(id, {{1, State::kWaiting, "", 0, 100}, {2, State::kWaiting, "", 0, 100}, {3, State::kRefused, "", 0, 0}});
  CHECK(f.store().Arrivals(10)->empty());
  f.clock().Advance(1000);
  f.Settle(id, {{1, State::kDone, "", 0, 100}});
  f.Settle(id, {{1, State::kFailed, "late", 0, 0}});
  CHECK(f.Item(id, 1).state == State::kDone);
  const auto arrivals = f.store().Arrivals(10);
  REQUIRE(arrivals->size() == 1);
  CHECK(arrivals->at(0).customer == f.IdOf("wm1"));
  CHECK(arrivals->at(0).taker.id == "li");
  CHECK(arrivals->at(0).user_name == "主管");
  REQUIRE(f.store().Booked(*arrivals));
  CHECK(f.store().Arrivals(10)->empty());
  f.Follow();
  CHECK(f.View(f.IdOf("wm1")).relations[0].state == "handed_over");
  CHECK_FALSE(f.Candidate("wm1").stands);
  CHECK(f.Candidate("wm2").stands);
  CHECK(f.Candidate("wm1").handovers == 1);
  CHECK(f.Candidate("wm3").handovers == 0);
  f.clock().Advance(91LL * 86'400'000);
  CHECK(f.Candidate("wm1").handovers == 0);
}

TEST_CASE("A handover ends when nothing is open, and an item that may be asked again opens it") {
  Handovers f;
  const std::uint64_t id = f.Begin();
  REQUIRE(f.store().Asking(id, {1, 2, 3}));
  f.Settle(id, {{1, State::kDone, "", 0, 0}, {2, State::kTakerFull, "handover.taker_full", 2, 0}});
  REQUIRE(f.store().Rest(id, 5, ""));
  CHECK(f.store().Get(id)->state == HandoverState::kRunning);
  f.Settle(id, {{3, State::kFailed, "handover.no_relation", 3, 0}});
  REQUIRE(f.store().Rest(id, 5, ""));
  const auto ended = f.store().Get(id);
  CHECK(ended->state == HandoverState::kDone);
  CHECK(ended->counts == HandoverCounts{{State::kDone, 1}, {State::kTakerFull, 1}, {State::kFailed, 1}});
  CHECK(f.store().Due()->empty());
  CHECK(f.store().Retry(id, 3, "", "主管").error().code == "handover.not_retryable");
  CHECK(f.store().Retry(id, 1, "", "主管").error().code == "handover.not_retryable");
  CHECK(f.store().Retry(id, 9, "", "主管").error().code == "handover.not_found");
  const auto again = f.store().Retry(id, 2, "wang", "主管");
  REQUIRE(again);
  CHECK(again->taker.id == "wang");
  CHECK(again->state == State::kPlanned);
  CHECK(f.store().Due()->size() == 1);
}

TEST_CASE("An employee has one handover at a time, and a proposal becomes it") {
  Handovers f;
  const TimeMs left = f.clock().Now();
  const auto proposed = f.store().LeftBehindNow(kSource, std::vector<LeftBehind>{{"zhang", "wm1", left}});
  REQUIRE(proposed);
  REQUIRE(proposed->size() == 1);
  CHECK(proposed->at(0).state == HandoverState::kProposed);
  CHECK(proposed->at(0).unassigned == 1);
  CHECK(f.store().LeftBehindNow(kSource, std::vector<LeftBehind>{{"zhang", "wm1", left}})->empty());
  CHECK(f.Candidate("wm1").stands);
  CHECK_FALSE(f.Candidate("wm2").stands);
  const std::uint64_t id = f.Begin();
  CHECK(f.store().List(0, 10)->size() == 1);
  CHECK(f.store().Create(f.Draft()).error().code == "handover.running");
  CHECK(f.store().Get(id)->left_at == left);
  REQUIRE(f.store().Asking(id, {1}));
  const auto cancelled = f.store().Cancel(id, "主管");
  CHECK(cancelled->state == HandoverState::kCancelling);
  CHECK(f.Item(id, 2).state == State::kGivenUp);
  CHECK(f.store().Asking(id, {2})->empty());
  f.Settle(id, {{1, State::kPlanned, "", 0, 0}});
  CHECK(f.Item(id, 1).state == State::kGivenUp);
  REQUIRE(f.store().Rest(id, 5, ""));
  CHECK(f.store().Get(id)->state == HandoverState::kCancelled);
  CHECK(f.store().Cancel(id, "主管").error().code == "handover.ended");
  CHECK(f.store().LeftBehindNow(kSource, std::vector<LeftBehind>{{"zhang", "wm1", left}})->empty());
}

TEST_CASE("Without the platform's list, the directory says who left") {
  Handovers f;
  DirectorySnapshot people = f.Snapshot();
  people.employees = {{.id = "li", .name = "李四", .departments = {1}, .main_department = 1}};
  f.Tell(people);
  const auto proposed = f.store().LeftBehindNow(kSource, std::nullopt);
  REQUIRE(proposed->size() == 1);
  CHECK(proposed->at(0).giver.id == "zhang");
  CHECK(f.store().LeftBehindNow(kSource, std::nullopt)->empty());
  const auto persons = f.store().People(kSource, {"li", "zhang", "nobody"});
  REQUIRE(persons->size() == 3);
  CHECK(persons->at(0).active);
  CHECK_FALSE(persons->at(1).active);
  CHECK(persons->at(1).customers == 3);
  CHECK_FALSE(persons->at(2).known);
}

}  // namespace custos::storage
