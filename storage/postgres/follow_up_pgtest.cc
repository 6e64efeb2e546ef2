// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "storage/postgres/test_company.h"

namespace custos::storage {
namespace {

constexpr TimeMs kHour = 3'600'000;
const NoteActor kZhang{11, "张三"};
const NoteActor kLi{12, "李四"};

/// Two employees; wm1 is a contact of both, wm2 of zhang alone.
class Desk : public test::CompanyFixture {
 public:
  Desk() {
    Contact("zhang", "wm1", "王女士");
    Contact("li", "wm1", "王女士");
    Contact("zhang", "wm2", "赵先生");
    Follow();
  }

  FollowUpStore& store() { return storage().follow_ups(); }
  CustomerNote Write(const std::string& party, const std::string& text, TimeMs due = 0,
                     const NoteActor& actor = kZhang) {
    const auto note =
        store().Write(Scope::All(), IdOf(party),
                      {.kind = NoteKind::kCall, .text = text, .step = {due == 0 ? "" : "再打一次", due, 0}}, actor);
    REQUIRE(note);
    return *note;
  }
  std::vector<std::string> Texts(const std::string& party, bool open = false) {
    const auto page = store().List(Scope::All(), {.customer = IdOf(party), .open = open});
    REQUIRE(page);
    std::vector<std::string> texts;
    for (const CustomerNote& note : page->items) texts.push_back(note.now.content.text);
    return texts;
  }
  FollowUpPage Due(const NoteActor& actor, TimeMs from, TimeMs until, const Scope& scope = Scope::All()) {
    const auto page = store().Due(scope, {.user_id = actor.id, .from = from, .until = until});
    REQUIRE(page);
    return *page;
  }
  std::string Refused(const Result<CustomerNote>& result) { return result ? "" : result.error().code; }
};

}  // namespace

TEST_CASE("A note names its writer, and every former text of it is kept") {
  Desk f;
  const CustomerNote first = f.Write("wm1", "想要样册");
  CHECK(first.writer_name == "张三");
  CHECK(first.at == f.clock().Now());
  f.clock().Advance(kHour);
  const auto second = f.store().Change(Scope::All(), first.id, 1, {.text = "想要样册和报价"}, kZhang);
  REQUIRE(second);
  CHECK(second->now.version == 2);
  CHECK(second->at == first.at);
  CHECK(second->now.at == first.at + kHour);
  REQUIRE(second->past.size() == 1);
  CHECK(second->past[0].content.text == "想要样册");
  CHECK(f.Refused(f.store().Change(Scope::All(), first.id, 1, {.text = "旧"}, kZhang)) == "note.changed");
  const auto same = f.store().Change(Scope::All(), first.id, 2, {.text = "想要样册和报价"}, kZhang);
  REQUIRE(same);
  CHECK(same->now.version == 2);  // nothing changed, so nothing is kept
  CHECK(f.Texts("wm1") == std::vector<std::string>{"想要样册和报价"});
}

TEST_CASE("Others change only the next step of a note") {
  Desk f;
  const CustomerNote note = f.Write("wm1", "下周再谈", f.clock().Now() + kHour);
  CHECK(f.Refused(f.store().Change(Scope::All(), note.id, 1, {.text = "改写"}, kLi)) == "note.not_yours");
  const auto done = f.store().Change(test::CompanyFixture::Own("li"), note.id, 1, {.done = true}, kLi);
  REQUIRE(done);
  CHECK(done->now.content.step.done_at == f.clock().Now());
  CHECK(done->now.user_name == "李四");
  const auto again = f.store().Change(Scope::All(), note.id, 2, {.due_at = f.clock().Now() + 2 * kHour}, kZhang);
  REQUIRE(again);
  CHECK(again->now.content.step.done_at == 0);  // another time is another step
  CHECK(again->past.size() == 2);
}

TEST_CASE("A step has a text and a time, or neither") {
  Desk f;
  const auto write = [&](const NextStep& step) {
    return f.Refused(f.store().Write(Scope::All(), f.IdOf("wm1"), {.text = "一", .step = step}, kZhang));
  };
  CHECK(write({"回电", 0, 0}) == "note.step");
  CHECK(write({"", 5, 0}) == "note.step");
  const CustomerNote note = f.Write("wm1", "无下一步");
  CHECK(f.Refused(f.store().Change(Scope::All(), note.id, 1, {.done = true}, kZhang)) == "note.step");
  const CustomerNote step = f.Write("wm1", "有下一步", 100);
  const auto none = f.store().Change(Scope::All(), step.id, 1, {.step = ""}, kZhang);
  REQUIRE(none);
  CHECK(none->now.content.step == NextStep());
}

TEST_CASE("What is due is listed for who set it, the first due first, while the customer is in sight") {
  Desk f;
  const TimeMs now = f.clock().Now();
  f.Write("wm1", "早", now - kHour);
  f.Write("wm2", "晚", now + kHour);
  f.Write("wm2", "中", now);
  f.Write("wm1", "别人的", now, kLi);
  f.Write("wm1", "无");
  const FollowUpPage all = f.Due(kZhang, 0, 0);
  REQUIRE(all.items.size() == 3);
  CHECK(all.total == 3);
  CHECK(all.items[0].note.now.content.text == "早");
  CHECK(all.items[0].customer_name == "王女士");
  CHECK(all.items[2].note.now.content.text == "晚");
  CHECK(f.Due(kZhang, 0, now).items.size() == 1);
  CHECK(f.Due(kZhang, now, now + kHour).items.size() == 1);
  CHECK(f.Due(kZhang, 0, 0, test::CompanyFixture::Own("li")).items.size() == 1);
  CHECK(f.Due(kZhang, 0, 0, Scope()).items.empty());
  const auto page = f.store().Due(Scope::All(), {.user_id = kZhang.id, .limit = 2});
  REQUIRE(page);
  CHECK(page->total == 3);
  const auto rest = f.store().Due(Scope::All(), {.user_id = kZhang.id, .cursor = page->next_cursor, .limit = 2});
  REQUIRE(rest);
  REQUIRE(rest->items.size() == 1);
  CHECK(rest->items[0].note.now.content.text == "晚");
}

TEST_CASE("Who does not see a customer neither reads nor writes notes on him") {
  Desk f;
  const CustomerNote note = f.Write("wm2", "只有张三认识");
  const Scope li = test::CompanyFixture::Own("li");
  CHECK(f.Refused(f.store().Write(li, f.IdOf("wm2"), {.text = "一"}, kLi)) == "customer.not_found");
  CHECK(f.Refused(f.store().Change(li, note.id, 1, {.done = true}, kLi)) == "note.not_found");
  const auto list = f.store().List(li, {.customer = f.IdOf("wm2")});
  REQUIRE_FALSE(list);
  CHECK(list.error().code == "customer.not_found");
  CHECK(f.Refused(f.store().Change(Scope::All(), 999, 1, {.done = true}, kLi)) == "note.not_found");
}

TEST_CASE("Notes go with a merge and come back with its undoing") {
  Desk f;
  f.Write("wm1", "甲的");
  f.Write("wm2", "乙的", f.clock().Now() + kHour);
  const std::uint64_t kept = f.IdOf("wm1");
  const std::uint64_t gone = f.IdOf("wm2");
  const auto merge = f.customers().Merge(Scope::All(), kept, gone, {1, "admin", "同一人"});
  REQUIRE(merge);
  const auto both = f.store().List(Scope::All(), {.customer = gone});
  REQUIRE(both);
  REQUIRE(both->items.size() == 2);
  CHECK(both->items[0].customer == kept);
  CHECK(f.Due(kZhang, 0, 0).items[0].note.customer == kept);
  REQUIRE(f.customers().Unmerge(Scope::All(), merge->id, {1, "admin", "看错了"}));
  CHECK(f.Texts("wm1") == std::vector<std::string>{"甲的"});
  CHECK(f.Texts("wm2") == std::vector<std::string>{"乙的"});
  CHECK(f.Texts("wm2", true) == std::vector<std::string>{"乙的"});
  CHECK(f.Texts("wm1", true).empty());
}

TEST_CASE("Notes stand in the timeline by the time they were written, and a cursor goes on behind them") {
  Desk f;
  f.CommitMessages({test::ChatMessage(1, "您好", "zhang", "wm1")});
  f.Follow();
  f.Write("wm1", "第一条");
  f.Write("wm1", "第二条");
  TimelineQuery query{.customer = f.IdOf("wm1"), .kinds = {TimelineKind::kNote, TimelineKind::kChat}, .limit = 2};
  const auto first = f.customers().Timeline(Scope::All(), query);
  REQUIRE(first);
  REQUIRE(first->items.size() == 2);
  CHECK(first->items[0].note->now.content.text == "第二条");
  query.cursor = first->next_cursor;
  const auto rest = f.customers().Timeline(Scope::All(), query);
  REQUIRE(rest);
  REQUIRE(rest->items.size() == 1);
  CHECK(rest->items[0].kind == TimelineKind::kChat);
  query.cursor.clear();
  query.employee = EmployeeRef{test::kSource, "zhang"};
  const auto with = f.customers().Timeline(Scope::All(), query);
  REQUIRE(with);
  CHECK(with->items.size() == 1);  // a note is with nobody
}

TEST_CASE("What somebody wrote and finished in a time is counted") {
  Desk f;
  const TimeMs start = f.clock().Now();
  const CustomerNote note = f.Write("wm1", "一", start + kHour);
  f.Write("wm1", "二");
  f.Write("wm2", "三", 0, kLi);
  REQUIRE(f.store().Change(Scope::All(), note.id, 1, {.done = true}, kZhang));
  const auto counts = f.store().Count(kZhang.id, start, start + 1);
  REQUIRE(counts);
  CHECK(counts->written == std::map<NoteKind, std::uint64_t>{{NoteKind::kCall, 2}});
  CHECK(counts->customers == 1);
  CHECK(counts->steps_done == 1);
  CHECK(f.store().Count(kZhang.id, start + 1, start + 2)->written.empty());
}

TEST_CASE("A note that its writer took away is hidden everywhere but from those who ask for it, and keeps its past") {
  Desk f;
  const CustomerNote note = f.Write("wm1", "写错了", f.clock().Now() + kHour);
  f.Write("wm1", "另一条");
  const auto remove = [&](std::uint64_t version, const NoteActor& actor, const Scope& scope = Scope::All()) {
    const Status removed = f.store().Remove(scope, note.id, version, actor);
    return removed ? std::string() : removed.error().code;
  };
  CHECK(remove(1, kLi) == "note.not_yours");
  CHECK(remove(2, kZhang) == "note.changed");
  CHECK(remove(1, kZhang, test::CompanyFixture::Own("nobody")) == "note.not_found");
  f.clock().Advance(1000);
  CHECK(remove(1, kZhang).empty());
  CHECK(remove(2, kZhang) == "note.not_found");
  CHECK(f.Texts("wm1") == std::vector<std::string>{"另一条"});
  CHECK(f.Texts("wm1", true).empty());
  CHECK(f.Due(kZhang, 0, 0).total == 0);
  CHECK(f.store().Count(kZhang.id, 0, f.clock().Now() + 1)->written.at(NoteKind::kCall) == 1);
  CHECK(f.Refused(f.store().Change(Scope::All(), note.id, 2, {.text = "改"}, kZhang)) == "note.not_found");
  const auto timeline =
      f.customers().Timeline(Scope::All(), {.customer = f.IdOf("wm1"), .kinds = {TimelineKind::kNote}});
  REQUIRE(timeline);
  CHECK(timeline->items.size() == 1);
  const auto all = f.store().List(Scope::All(), {.customer = f.IdOf("wm1"), .removed = true});
  REQUIRE(all);
  REQUIRE(all->items.size() == 2);
  CHECK(all->items[1].removed_at == f.clock().Now());
  CHECK(all->items[1].now.user_name == "张三");
  REQUIRE(all->items[1].past.size() == 1);
  CHECK(all->items[1].past[0].content.text == "写错了");
}

}  // namespace custos::storage
