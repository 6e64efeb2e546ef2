// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>

#include "storage/postgres/test_company.h"

namespace custos::storage {
namespace {

using test::ChatMessage;
using test::EventMessage;
using test::kSource;
using test::LineMessage;

/// One customer in chat, texts, calls, events, a group, with an alert and a decision, and another customer beside.
class Story : public test::CompanyFixture {
 public:
  Story() {
    Contact("zhang", "wm1", "王女士", "", {"8613900001111"}, "一");
    Message group = ChatMessage(7, "群里的话", "zhang", "wm1");
    group.room = group.conversation_key = "wr1";
    group.conversation_kind = ConversationKind::kGroup;
    CommitRequest page = test::PageOf(
        {EventMessage(1, "add_external_contact", "zhang", "wm1"), ChatMessage(2, "转我个人微信", "zhang", "wm1"),
         LineMessage(3, Channel::kSms, "li", "8613900001111"), LineMessage(4, Channel::kCall, "zhang", "8613900001111"),
         EventMessage(5, "del_external_contact", "zhang", "wm1"), ChatMessage(6, "别人的话", "zhang", "wm2"),
         std::move(group)});
    page.messages[1].findings = {test::FindingOf("divert_contact")};
    Commit(page);
    const AlertView alert = storage().alerts().List(Scope::All(), {})->items.at(0);
    if (!storage().alerts().Decide(Scope::All(), alert.alert_id, 1, AlertState::kViolation, 1, "已谈话", false)) {
      throw std::runtime_error("no decision");
    }
    clock().Advance(1000);
    Contact("zhang", "wm1", "王女士", "", {"8613900001111"}, "二");
    Follow();
    id = IdOf("wm1");
  }
  std::vector<std::string> Read(TimelineQuery query, const Scope& scope = Scope::All()) {
    query.customer = id;
    std::vector<std::string> kinds;
    do {
      const auto page = customers().Timeline(scope, query);
      if (!page) throw std::runtime_error(page.error().code + ": " + page.error().message);
      CHECK(page->items.size() <= query.limit);
      for (const TimelineEntry& entry : page->items) kinds.emplace_back(ToString(entry.kind));
      query.cursor = page->next_cursor;
    } while (!query.cursor.empty());
    return kinds;
  }
  std::uint64_t id = 0;
};

const std::vector<std::string> kWhole = {"event", "chat",  "alert",    "sms",   "call",
                                         "event", "group", "decision", "change"};

}  // namespace

TEST_CASE("Chat, texts, calls, events, alerts and decisions of one customer come in one order, sealed or not") {
  Story f;
  for (const bool sealed : {false, true}) {
    CAPTURE(sealed);
    if (sealed) REQUIRE(f.storage().Seal(true).ok());
    for (const std::size_t limit : {1UL, 2UL, 3UL, 50UL}) {
      CAPTURE(limit);
      std::vector<std::string> oldest = f.Read({.oldest_first = true, .limit = limit});
      CHECK(oldest.at(0) == "change");  // that he was added stands in the directory long before
      oldest.erase(oldest.begin());
      CHECK(oldest == kWhole);
      std::vector<std::string> newest = f.Read({.limit = limit});
      std::reverse(newest.begin(), newest.end());
      newest.erase(newest.begin());
      CHECK(newest == kWhole);
    }
  }
}

TEST_CASE("The timeline shows the kinds, the employee and the time that are asked for") {
  Story f;
  const auto only = [&](std::vector<TimelineKind> kinds) {
    TimelineQuery query;
    query.kinds = std::move(kinds);
    query.oldest_first = true;
    return f.Read(query);
  };
  CHECK(only({TimelineKind::kSms, TimelineKind::kCall}) == std::vector<std::string>{"sms", "call"});
  CHECK(only({TimelineKind::kGroup}) == std::vector<std::string>{"group"});
  CHECK(only({TimelineKind::kChat}) == std::vector<std::string>{"chat"});
  CHECK(only({TimelineKind::kAlert, TimelineKind::kDecision}) == std::vector<std::string>{"alert", "decision"});
  CHECK(f.Read({.employee = EmployeeRef{kSource, "li"}}) == std::vector<std::string>{"sms"});
  CHECK(f.Read({.employee = EmployeeRef{kSource, "nobody"}}).empty());
  const TimeMs third = 1'759'000'003'000;
  CHECK(f.Read({.from = third, .until = third + 1}) == std::vector<std::string>{"sms"});
}

TEST_CASE("Only what brings images, sounds or files is shown when that is asked for, sealed or not") {
  Story f;
  Message picture = ChatMessage(8, "", "zhang", "wm1");
  picture.type = "image";
  picture.media.push_back({.kind = "image", .locator = "sdk", .md5 = {}, .size = 9, .name = {}, .duration_s = 0});
  f.Commit(test::PageOf({picture, ChatMessage(9, "看到了吗", "zhang", "wm1")}));
  f.Follow();
  for (const bool sealed : {false, true}) {
    CAPTURE(sealed);
    if (sealed) REQUIRE(f.storage().Seal(true).ok());
    CHECK(f.Read({.with_files = true}) == std::vector<std::string>{"chat"});
    CHECK(f.Read({.kinds = {TimelineKind::kSms}, .with_files = true}).empty());
  }
}

TEST_CASE("A person sees of the timeline what lies in his scope") {
  Story f;
  CHECK(f.Read({}, test::CompanyFixture::Own("li")) == std::vector<std::string>{"sms"});
  TimelineQuery query;
  query.customer = f.id;
  CHECK(f.customers().Timeline(Scope{}, query).error().code == "customer.not_found");
  query.customer = f.IdOf("wm2");
  CHECK(f.customers().Timeline(test::CompanyFixture::Own("li"), query).error().code == "customer.not_found");
}

TEST_CASE("A cursor goes on where it stood, whatever arrives meanwhile") {
  Story f;
  TimelineQuery query;
  query.customer = f.id;
  query.limit = 3;
  const auto first = f.customers().Timeline(Scope::All(), query);
  REQUIRE(first);
  f.CommitMessages({ChatMessage(20, "新的话", "zhang", "wm1")});
  query.cursor = first->next_cursor;
  query.limit = 50;
  const auto rest = f.customers().Timeline(Scope::All(), query);
  REQUIRE(rest);
  CHECK(first->items.size() + rest->items.size() == kWhole.size() + 1);
  query.cursor = "bad";
  CHECK(f.customers().Timeline(Scope::All(), query).error().code == "cursor.invalid");
}

TEST_CASE("Merged customers have one timeline, and two again when it is taken back") {
  Story f;
  f.Contact("li", "wm2", "王女士工作号");
  f.Follow();
  const CustomerActor actor{1, "陈主管", "同一个人"};
  const std::size_t before = f.Read({}).size();
  const auto merge = f.customers().Merge(Scope::All(), f.id, f.IdOf("wm2"), actor);
  REQUIRE(merge);
  CHECK(f.Read({}).size() == before + 3);  // his words, that he was added, and the merge
  REQUIRE(f.customers().Unmerge(Scope::All(), merge->id, actor));
  CHECK(f.Read({}).size() == before + 2);  // both steps stay
}

}  // namespace custos::storage
