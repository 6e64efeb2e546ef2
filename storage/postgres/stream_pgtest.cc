// SPDX-License-Identifier: Apache-2.0
// Alerts over several messages, of one behaviour, in the past; and what a judge gets back after a restart.
#include <catch2/catch.hpp>

#include "storage/postgres/test_storage.h"
#include "storage/verify/verifier.h"

namespace custos::storage {
namespace {

using test::kSource;

class Stream : public test::Fixture {
 public:
  /// One message with one finding that joins others of the same key.
  CommitResult Hit(std::uint64_t seq, const std::string& key = "rule|employee=zhang", TimeMs window = 60'000) {
    CommitRequest page = test::PageOf({test::ChatMessage(seq, "转我微信")});
    Finding finding = test::FindingOf("private_payment");
    page.messages[0].treatments[finding.rule_id] = {.group_key = key, .group_window_ms = window};
    page.messages[0].findings = {finding};
    return Commit(page);
  }
  std::vector<AlertView> List() {
    const auto page = storage().alerts().List(Scope::All(), {});
    REQUIRE(page.ok());
    return page->items;
  }
  AlertView Get(std::uint64_t id) {
    auto alert = storage().alerts().Get(Scope::All(), id);
    REQUIRE(alert.ok());
    return *alert;
  }
  bool Sound() {
    const auto source = storage().OpenEvidence();
    REQUIRE(source.ok());
    const auto report = Verifier(**source, clock(), {}).Run();
    REQUIRE(report.ok());
    return report->ok;
  }
};

Signal SignalOn(const Message& message) {
  return {.rule_id = "rule-1",
          .source = message.source,
          .key = message.key,
          .at = message.sent_at,
          .seen_until = message.sent_at - 5,
          .conversation = message.conversation(),
          .employee = "zhang",
          .customer = "客户",
          .device = "",
          .departments = {"2", "1"},
          .spans = {{0, 6}, {9, 12}}};
}

}  // namespace

TEST_CASE("A further hit joins the open alert of its group and keeps its own leaf") {
  Stream f;
  f.Hit(1);
  f.Hit(2);
  f.Hit(3, "rule|employee=li");
  const auto list = f.List();
  REQUIRE(list.size() == 2);
  CHECK(list[1].hits == 2);
  const AlertView head = f.Get(list[1].alert_id);
  REQUIRE(head.members.size() == 1);
  CHECK(head.members[0].message.key == "msg-2");
  CHECK(f.Get(head.members[0].alert_id).alert_id == head.alert_id);
  const auto events = f.storage().alerts().EventsSince(Scope::All(), 0, 10);
  REQUIRE(events.ok());
  REQUIRE(events->size() == 3);
  CHECK(events->at(1).alert_id == head.alert_id);
  CHECK(events->at(1).kind == "alert.updated");
  CHECK(f.Sound());
}

TEST_CASE("Nothing joins an alert that was decided, or one too long ago") {
  Stream f;
  f.Hit(1);
  const std::uint64_t first = f.List().at(0).alert_id;
  REQUIRE(f.storage().alerts().Decide(Scope::All(), first, 1, AlertState::kViolation, 0, "", false).ok());
  f.Hit(2);
  CHECK(f.List().size() == 2);
  f.Hit(3, "rule|employee=zhang", 1);
  CHECK(f.List().size() == 3);
}

TEST_CASE("An alert that escalates begins so, names channels and tags, and is no fault") {
  Stream f;
  CommitRequest page = test::PageOf({test::ChatMessage(1, "转我微信")});
  page.messages[0].findings = {test::FindingOf("private_payment")};
  page.messages[0].treatments[page.messages[0].findings[0].rule_id] = {
      .actions = kActionEscalate | kActionBlock, .notify = {"ops"}, .tag_customer = "看好"};
  f.Commit(page);
  const AlertView alert = f.Get(f.List().at(0).alert_id);
  CHECK(alert.state == AlertState::kEscalated);
  CHECK(alert.detail.actions == (kActionEscalate | kActionBlock));
  const auto events = f.storage().alerts().EventsSince(Scope::All(), 0, 10);
  REQUIRE(events.ok());
  CHECK(events->at(0).notify == std::vector<std::string>{"ops"});
  CHECK(events->at(0).tags == std::vector<std::string>{"看好"});
  CHECK(f.Sound());
}

TEST_CASE("An alert shows the other messages it covers, as far as the reader may see them") {
  Stream f;
  CommitRequest page = test::PageOf({test::ChatMessage(1, "微", "li"), test::ChatMessage(2, "信")});
  page.messages[1].findings = {test::FindingOf("private_payment")};
  page.messages[1].findings[0].parts = {{kSource, "msg-1", {{0, 3}}}};
  f.Commit(page);
  const AlertView alert = f.Get(f.List().at(0).alert_id);
  REQUIRE(alert.parts.size() == 1);
  CHECK(alert.parts[0].text == "微");
  Scope own;
  own.kind = Scope::Kind::kOwn;
  own.employees = {{kSource, "zhang"}};
  const auto seen = f.storage().alerts().Get(own, alert.alert_id);
  REQUIRE(seen.ok());
  CHECK(seen->parts.empty());
}

TEST_CASE("A finding on a message of the past is an alert marked so, once") {
  Stream f;
  f.CommitMessages({test::ChatMessage(1, "在吗"), test::ChatMessage(2, "好")});
  CommitRequest late;
  late.source = kSource;
  late.earlier = {{.source = kSource,
                   .key = "msg-1",
                   .findings = {test::FindingOf("service")},
                   .treatments = {},
                   .origin = Origin::kLookBack}};
  f.Commit(late);
  f.Commit(late);
  const auto list = f.List();
  REQUIRE(list.size() == 1);
  CHECK(list[0].message.key == "msg-1");
  CHECK(list[0].detail.origin == Origin::kLookBack);
  CHECK(f.Sound());
}

TEST_CASE("A late finding may be about a message of the same page, or about one that the page brings again") {
  Stream f;
  f.CommitMessages({test::ChatMessage(1, "在吗")});
  CommitRequest page =
      test::PageOf({test::ChatMessage(1, "在吗"), test::ChatMessage(2, "好"), test::ChatMessage(3, "行")});
  for (const char* key : {"msg-1", "msg-2"}) {
    page.earlier.push_back({.source = kSource,
                            .key = key,
                            .findings = {test::FindingOf("service")},
                            .treatments = {},
                            .origin = Origin::kLate});
  }
  f.Commit(page);
  CHECK(f.List().size() == 2);
  CHECK(f.Sound());
}

TEST_CASE("A request is judged inside the commit, and only what is new") {
  Stream f;
  f.CommitMessages({test::ChatMessage(1, "一")});
  CommitRequest page =
      test::PageOf({test::ChatMessage(1, "一"), test::ChatMessage(2, "二"), test::ChatMessage(3, "三")});
  std::vector<std::size_t> judged;
  page.judge = [&](const std::vector<std::size_t>& fresh) {
    judged = fresh;
    page.messages[fresh.back()].findings = {test::FindingOf("abuse")};
    page.signals = {SignalOn(page.messages[1].message)};
    page.shadow_hits["rule-9"] = 2;
  };
  f.Commit(page);
  CHECK(judged == std::vector<std::size_t>{1, 2});
  CHECK(f.List().at(0).message.key == "msg-3");
  CHECK(f.Count("shadow_hit WHERE rule_id = 'rule-9' AND hits = 2") == 1);
}

TEST_CASE("A restarted judge gets recent messages, signals and times back as they were") {
  Stream f;
  std::vector<Message> messages;
  for (std::uint64_t seq = 1; seq <= 5; ++seq) messages.push_back(test::ChatMessage(seq, "文"));
  CommitRequest page = test::PageOf(messages);
  page.signals = {SignalOn(messages[1]), SignalOn(messages[3])};
  f.Commit(page);
  f.Reopen();
  const TimeMs step = messages[1].sent_at - messages[0].sent_at;
  REQUIRE(step > 0);
  const auto past = f.storage().archive().LoadStream(step, 2 * step);
  REQUIRE(past.ok());
  REQUIRE(past->messages.size() == 2);
  CHECK(past->messages[0].key == "msg-4");
  CHECK(past->messages[0].to == messages[3].to);
  CHECK(past->signals == std::vector<Signal>{SignalOn(messages[3])});
  CHECK(past->newest == std::vector<std::pair<std::string, TimeMs>>{{kSource, messages[4].sent_at}});
  CommitRequest later = test::PageOf({test::ChatMessage(6, "文")});
  later.signals_from = messages[4].sent_at;
  f.Commit(later);
  CHECK(f.Count("signal") == 0);
}

TEST_CASE("A changed head or origin of an alert is found") {
  for (const char* change : {"head_id = 1", "origin = 2", "actions = 1", "group_key = 'x'"}) {
    Stream f;
    f.Hit(1);
    f.Hit(2);
    f.Sql(std::string("UPDATE alert SET ") + change + " WHERE alert_id = (SELECT max(alert_id) FROM alert)");
    CHECK_FALSE(f.Sound());
  }
}

TEST_CASE("Heads, hits and rules of alerts are made again from the evidence") {
  Stream f;
  f.Hit(1);
  f.Hit(2);
  const std::string query =
      "SELECT string_agg(concat_ws('|', alert_id, head_id, hits, group_key, last_hit, rule_ids, state), ';'"
      " ORDER BY alert_id) FROM alert";
  const std::string before = f.Sql(query).Text(0, 0);
  REQUIRE(f.storage().Reindex({}).ok());
  CHECK(f.Sql(query).Text(0, 0) == before);
}

}  // namespace custos::storage
