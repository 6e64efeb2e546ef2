// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "storage/postgres/test_storage.h"

namespace custos::storage {
namespace {

using test::kSource;

class Alerts : public test::Fixture {
 public:
  /// One alert of zhang, one of li; zhang is in department 2 below 1, li in 3.
  Alerts() {
    DirectorySnapshot people;
    people.source = kSource;
    people.departments = {{1, 0, "公司"}, {2, 1, "销售"}, {3, 0, "市场"}};
    people.employees = {{.id = "zhang", .name = "张三", .departments = {2}, .main_department = 2},
                        {.id = "li", .name = "李四", .departments = {3}, .main_department = 3}};
    people.customers = {{.id = "wm_customer_1", .name = "客户甲", .corp_name = {}, .avatar = {}}};
    if (!storage().directory().Apply(people)) throw std::runtime_error("no directory");
    CommitRequest page =
        test::PageOf({test::ChatMessage(1, "转我微信", "zhang"), test::ChatMessage(2, "私下转账", "li")});
    page.messages[0].findings = {test::FindingOf("divert_contact", Severity::kMedium)};
    page.messages[1].findings = {test::FindingOf("private_payment", Severity::kCritical)};
    Commit(page);
  }
  AlertStore& alerts() { return storage().alerts(); }
};

Scope Own(const std::string& id) {
  Scope scope;
  scope.kind = Scope::Kind::kOwn;
  scope.employees = {{kSource, id}};
  return scope;
}

Scope Department(std::int64_t id) {
  Scope scope;
  scope.kind = Scope::Kind::kDepartments;
  scope.departments = {{kSource, id}};
  return scope;
}

}  // namespace

TEST_CASE("Lists, counts and events show what the scope allows and nothing else") {
  Alerts f;
  const auto seen = [&](const Scope& scope) {
    const auto list = f.alerts().List(scope, {});
    const auto counts = f.alerts().Counts(scope);
    const auto events = f.alerts().EventsSince(scope, 0, 100);
    REQUIRE(list.ok());
    REQUIRE(counts.ok());
    REQUIRE(events.ok());
    std::uint64_t counted = 0;
    for (const auto& [state, n] : counts->by_state) counted += n;
    CHECK(list->items.size() == list->total);
    CHECK(counted == list->total);
    CHECK(events->size() == list->total);
    return list->total;
  };
  CHECK(seen(Scope{}) == 0);
  CHECK(seen(Scope::All()) == 2);
  CHECK(seen(Own("zhang")) == 1);
  CHECK(seen(Own("nobody")) == 0);
  CHECK(seen(Department(1)) == 1);  // zhang's is below it
  CHECK(seen(Department(3)) == 1);
}

TEST_CASE("An alert outside the scope does not exist") {
  Alerts f;
  const auto list = f.alerts().List(Own("zhang"), {});
  const std::uint64_t id = list->items.at(0).alert_id;
  CHECK(f.alerts().Get(Own("zhang"), id).ok());
  for (const auto& error : {f.alerts().Get(Own("li"), id).error(), f.alerts().Get(Scope{}, id).error(),
                            f.alerts().Decide(Own("li"), id, 1, AlertState::kViolation, 1, "", false).error()}) {
    CHECK(error.kind == ErrorKind::kNotFound);
  }
}

TEST_CASE("An alert comes with its message, its people and its conversation") {
  Alerts f;
  const auto list = f.alerts().List(Own("zhang"), {});
  const AlertView& alert = list->items.at(0);
  CHECK(alert.message.text == "转我微信");
  CHECK(alert.message.alert_ids == std::vector<std::uint64_t>{alert.alert_id});
  CHECK(alert.employee.name == "张三");
  CHECK(alert.employee.department == "销售");
  REQUIRE(alert.counterpart);
  CHECK(alert.counterpart->name == "客户甲");
  CHECK(alert.conversation_title == "张三 – 客户甲");
  REQUIRE(alert.findings.size() == 1);
  CHECK(alert.findings[0].spans == std::vector<Span>{{0, 3}});
}

TEST_CASE("Alerts are filtered by state, category, severity, employee and department") {
  Alerts f;
  const auto total = [&](const AlertFilter& filter) { return f.alerts().List(Scope::All(), filter)->total; };
  AlertFilter filter;
  filter.states = {AlertState::kViolation};
  CHECK(total(filter) == 0);
  filter = {};
  filter.categories = {"private_payment"};
  CHECK(total(filter) == 1);
  filter = {};
  filter.min_severity = Severity::kHigh;
  CHECK(total(filter) == 1);
  filter = {};
  filter.employee = EmployeeRef{kSource, "zhang"};
  CHECK(total(filter) == 1);
  filter = {};
  filter.department = DepartmentRef{kSource, 3};
  CHECK(total(filter) == 1);
  filter = {};
  filter.until = f.clock().Now();
  CHECK(total(filter) == 0);
}

TEST_CASE("Pages of alerts follow each other without repeating or leaving out") {
  test::Fixture f;
  std::vector<Message> messages;
  for (std::uint64_t seq = 1; seq <= 7; ++seq) messages.push_back(test::ChatMessage(seq, "text"));
  CommitRequest page = test::PageOf(std::move(messages));
  for (JudgedMessage& judged : page.messages) judged.findings = {test::FindingOf("abuse")};
  f.Commit(page);
  AlertFilter filter;
  filter.limit = 3;
  std::vector<std::uint64_t> seen;
  do {
    const auto list = f.storage().alerts().List(Scope::All(), filter);
    REQUIRE(list.ok());
    for (const AlertView& alert : list->items) seen.push_back(alert.alert_id);
    filter.cursor = list->next_cursor;
  } while (!filter.cursor.empty());
  CHECK(seen.size() == 7);
  CHECK(std::is_sorted(seen.rbegin(), seen.rend()));
  filter.cursor = "rubbish";
  CHECK(f.storage().alerts().List(Scope::All(), filter).error().kind == ErrorKind::kInvalid);
}

TEST_CASE("A decision moves the alert on, stands in its history and is told as an event") {
  Alerts f;
  const auto user = f.storage().users().CreateUser({.login = "chen", .display_name = "陈合规"});
  REQUIRE(user.ok());
  const AlertView before = f.alerts().List(Own("zhang"), {})->items.at(0);
  const std::uint64_t newest = *f.alerts().NewestEventId();
  const auto after = f.alerts().Decide(Scope::All(), before.alert_id, before.version, AlertState::kViolation, user->id,
                                       "已谈话", false);
  REQUIRE(after.ok());
  CHECK(after->state == AlertState::kViolation);
  CHECK(after->version == before.version + 1);
  CHECK(after->decided_by == "陈合规");
  CHECK(after->note == "已谈话");
  const auto history = f.alerts().History(Scope::All(), before.alert_id);
  REQUIRE(history->size() == 1);
  CHECK(history->at(0).from == AlertState::kNew);
  CHECK(history->at(0).user_name == "陈合规");
  const auto events = f.alerts().EventsSince(Scope::All(), newest, 10);
  REQUIRE(events->size() == 1);
  CHECK(events->at(0).kind == "alert.updated");
  CHECK(events->at(0).state == AlertState::kViolation);
  CHECK(events->at(0).id == *f.alerts().NewestEventId());
}

TEST_CASE("A decision on an older version is a conflict and changes nothing") {
  Alerts f;
  const AlertView alert = f.alerts().List(Own("zhang"), {})->items.at(0);
  REQUIRE(f.alerts().Decide(Scope::All(), alert.alert_id, 1, AlertState::kInReview, 1, "", false).ok());
  const auto late = f.alerts().Decide(Scope::All(), alert.alert_id, 1, AlertState::kFalsePositive, 1, "", false);
  REQUIRE_FALSE(late.ok());
  CHECK(late.error().kind == ErrorKind::kConflict);
  CHECK(f.alerts().History(Scope::All(), alert.alert_id)->size() == 1);
}

TEST_CASE("What the employee concerned says stands in the history and in the feed, and moves nothing") {
  Alerts f;
  const auto user = f.storage().users().CreateUser({.login = "zhang", .display_name = "张三"});
  REQUIRE(user.ok());
  const AlertView before = f.alerts().List(Own("zhang"), {})->items.at(0);
  REQUIRE(f.alerts().Decide(Scope::All(), before.alert_id, 1, AlertState::kInReview, 1, "看看", false).ok());
  const AlertView decided = *f.alerts().Get(Scope::All(), before.alert_id);
  const std::uint64_t newest = *f.alerts().NewestEventId();
  for (const Scope& scope : {Own("li"), Scope::All(), Department(2), Scope{}}) {
    CHECK(f.alerts().Speak(scope, before.alert_id, user->id, "是客户先提的").error().code == "alert.not_found");
  }
  REQUIRE(f.alerts().Speak(Own("zhang"), before.alert_id, user->id, "").ok());
  REQUIRE(f.alerts().Speak(Own("zhang"), before.alert_id, user->id, "").ok());  // seen once is seen
  REQUIRE(f.alerts().Speak(Own("zhang"), before.alert_id, user->id, "是客户先提的").ok());
  REQUIRE(f.alerts().Speak(Own("zhang"), before.alert_id, user->id, "还有一点").ok());
  const auto history = f.alerts().History(Scope::All(), before.alert_id);
  REQUIRE(history->size() == 4);
  CHECK(history->at(0).moved());
  CHECK_FALSE(history->at(1).moved());
  CHECK(history->at(1).note.empty());
  CHECK(history->at(1).user_name == "张三");
  CHECK(history->at(2).note == "是客户先提的");
  CHECK(history->at(3).note == "还有一点");
  const AlertView after = *f.alerts().Get(Scope::All(), before.alert_id);
  CHECK(after.state == AlertState::kInReview);
  CHECK(after.version == decided.version);
  CHECK(after.decided_by == decided.decided_by);
  CHECK(after.note == "看看");
  const auto events = f.alerts().EventsSince(Scope::All(), newest, 10);
  REQUIRE(events->size() == 3);
  CHECK(events->at(2).kind == "alert.updated");
  CHECK(events->at(2).state == AlertState::kInReview);
}

}  // namespace custos::storage
