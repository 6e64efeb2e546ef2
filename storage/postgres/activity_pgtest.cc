// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <map>
#include <random>
#include <set>

#include "storage/ownership_store.h"
#include "storage/postgres/test_company.h"
#include "storage/public_pool.h"
#include "storage/staff_store.h"

namespace custos::storage {
namespace {

using test::ChatMessage;
using test::EventMessage;
using test::kSource;
using test::LineMessage;

constexpr TimeMs kMinute = 60'000;
constexpr TimeMs kDay = 86'400'000;
constexpr std::int64_t kFirstDay = 20'360;  // 2025-09-29
constexpr TimeMs kStart = kFirstDay * kDay - 8 * 60 * kMinute;

class Company : public test::CompanyFixture {
 public:
  ActivityStore& activity() { return storage().activity(); }
  void Count() {
    while (true) {
      const auto done = activity().Follow();
      if (!done) throw std::runtime_error(done.error().code + ": " + done.error().message);
      if (*done == 0) return;
    }
  }
  using Fixture::Count;
  ActivityReport Report(ActivityQuery query, const Scope& scope = Scope::All()) {
    if (query.until_day == 0) {
      query.from_day = kFirstDay;
      query.until_day = kFirstDay + 30;
    }
    const auto report = activity().Report(scope, query);
    if (!report) throw std::runtime_error(report.error().code + ": " + report.error().message);
    return *report;
  }
  ActivityCounts Total() { return Report({}).total; }
  ActivityCounts Of(const std::string& employee) { return Report({.employee = EmployeeRef{kSource, employee}}).total; }
  void Order(const std::string& customer, OwnershipAct act, const std::string& employee, TimeMs until = 0) {
    OwnershipOrder order;
    order.customer = IdOf(customer);
    order.act = act;
    order.employee = EmployeeRef{kSource, employee};
    order.until = until;
    const auto outcomes = storage().ownership().Apply({order});
    if (!outcomes || outcomes->front().refused) throw std::runtime_error("the order was refused");
  }
  void Give(const std::string& customer, const std::string& employee) {
    Order(customer, OwnershipAct::kAssign, employee);
  }
  void Lend(const std::string& customer, const std::string& employee, TimeMs until) {
    Order(customer, OwnershipAct::kLend, employee, until);
  }
  OpenQuestionPage Open(OpenQuestionQuery query = {}, const Scope& scope = Scope::All()) {
    if (query.before == 0) query.before = kStart + 100 * kDay;
    const auto page = activity().OpenQuestions(scope, query);
    if (!page) throw std::runtime_error(page.error().code + ": " + page.error().message);
    return *page;
  }
};

Message Said(std::uint64_t seq, TimeMs at, bool out, const std::string& text, const std::string& employee = "zhang",
             const std::string& customer = "wm1") {
  Message m = ChatMessage(seq, text, employee, customer);
  m.sent_at = at;
  if (!out) {
    std::swap(m.from, m.to.front());
    m.role = Role::kCustomer;
  }
  return m;
}

Message Line(std::uint64_t seq, Channel channel, TimeMs at, bool out, const std::string& detail,
             const std::string& employee = "zhang", const std::string& number = "8613900001111") {
  Message m = LineMessage(seq, channel, employee, number);
  m.sent_at = at;
  m.detail = detail;
  if (!out) {
    std::swap(m.from, m.to.front());
    m.role = Role::kCustomer;
  }
  return m;
}

std::vector<std::uint64_t> Numbers(const ActivityCounts& c) {
  std::vector<std::uint64_t> all = {c.messages_out, c.messages_in,   c.group_out, c.sms_out,      c.sms_in,
                                    c.calls_out,    c.calls_reached, c.calls_in,  c.calls_missed, c.talk_s,
                                    c.questions,    c.replies,       c.reply_ms,  c.contacted};
  all.insert(all.end(), c.reply_times.begin(), c.reply_times.end());
  return all;
}

/// The same numbers in the most obvious way: every conversation by itself, from its first word to its last.
ActivityCounts Slowly(const std::vector<Message>& messages, const std::string& employee, std::int64_t day) {
  ActivityCounts counts;
  std::map<std::string, std::vector<const Message*>> talks;
  for (const Message& message : messages) talks[message.conversation_key].push_back(&message);
  const auto counted = [&](const Message& m, const std::string& who) {
    return who == employee && (m.sent_at - kStart) / kDay == day;
  };
  for (auto& [key, talk] : talks) {
    TimeMs waits_since = -1;
    bool spoken_to = false;
    for (const Message* m : talk) {
      const bool out = m->role == Role::kRep;
      const std::string& who = out ? m->from.id : m->to.front().id;
      const bool mine = counted(*m, who);
      if (m->channel == Channel::kCall) {
        const bool talked = m->detail.find("\"duration_s\":30") != std::string::npos;
        if (mine) {
          (out ? counts.calls_out : talked ? counts.calls_in : counts.calls_missed) += 1;
          if (out && talked) ++counts.calls_reached;
          if (talked) counts.talk_s += 30;
          spoken_to = spoken_to || talked;
        }
        if (talked) waits_since = -1;
        continue;
      }
      const bool chat = m->channel == Channel::kChat;
      if (mine)
        (out ? (chat ? counts.messages_out : counts.sms_out) : (chat ? counts.messages_in : counts.sms_in)) += 1;
      if (!out) {
        if (m->text != "好的，谢谢" && waits_since < 0) {
          waits_since = m->sent_at;
          if (mine) ++counts.questions;
        }
        continue;
      }
      spoken_to = spoken_to || mine;
      if (waits_since >= 0 && mine) {
        const TimeMs took = m->sent_at - waits_since;
        ++counts.replies;
        counts.reply_ms += static_cast<std::uint64_t>(took);
        std::size_t bucket = 0;
        while (bucket < kReplyBounds.size() && took > kReplyBounds[bucket] * 1000) ++bucket;
        ++counts.reply_times[bucket];
      }
      waits_since = -1;
    }
    if (spoken_to) ++counts.contacted;
  }
  return counts;
}

std::vector<Message> Traffic(int count, int days) {
  std::mt19937 random(7);
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  std::vector<TimeMs> ats;
  for (int i = 0; i < count; ++i) ats.push_back(kStart + pick(days * 24 * 60) * kMinute + pick(60'000));
  std::sort(ats.begin(), ats.end());
  std::vector<Message> messages;
  for (int i = 0; i < count; ++i) {
    const auto seq = static_cast<std::uint64_t>(i + 1);
    const std::string employee = pick(2) == 0 ? "zhang" : "li";
    const bool out = pick(2) == 0;
    const TimeMs at = ats[static_cast<std::size_t>(i)];
    const std::string number = "861390000111" + std::to_string(pick(3));
    switch (pick(6)) {
      case 0: messages.push_back(Line(seq, Channel::kSms, at, out, "{}", employee, number)); break;
      case 1:
        messages.push_back(Line(seq, Channel::kCall, at, out,
                                std::string(R"({"direction":")") + (out ? "outbound" : "inbound") +
                                    (pick(2) == 0 ? R"(","duration_s":30})" : R"(","duration_s":0})"),
                                employee, number));
        break;
      default:
        messages.push_back(Said(seq, at, out, pick(4) == 0 ? "好的，谢谢" : "请问今天能发货吗", employee,
                                "wm" + std::to_string(pick(3))));
    }
  }
  return messages;
}

}  // namespace

TEST_CASE("Every number agrees with a slow count, in whatever pieces it was counted, sealed or not") {
  Company f;
  const std::vector<Message> messages = Traffic(600, 4);
  std::mt19937 random(11);
  for (std::size_t at = 0; at < messages.size();) {
    const std::size_t end = std::min(messages.size(), at + 1 + random() % 40);
    f.CommitMessages(
        {messages.begin() + static_cast<std::ptrdiff_t>(at), messages.begin() + static_cast<std::ptrdiff_t>(end)});
    at = end;
    if (random() % 2 == 0) f.Count();
  }
  f.Follow();
  f.Count();
  const auto agree = [&] {
    for (const std::string employee : {"zhang", "li"}) {
      for (std::int64_t day = 0; day < 4; ++day) {
        CAPTURE(employee, day);
        const ActivityReport report = f.Report({.by = ActivityBy::kDay,
                                                .from_day = kFirstDay + day,
                                                .until_day = kFirstDay + day,
                                                .employee = EmployeeRef{kSource, employee}});
        const ActivityCounts slow = Slowly(messages, employee, day);
        CHECK(slow.messages_in > 0);
        CHECK(slow.replies > 0);
        CHECK(Numbers(report.total) == Numbers(slow));
        REQUIRE(report.rows.size() == 1);
        CHECK(report.rows[0].first_day == kFirstDay + day);
        CHECK(Numbers(report.rows[0].counts) == Numbers(slow));
      }
    }
  };
  agree();
  // Delivered again, nothing is counted again.
  f.CommitMessages({messages.begin(), messages.begin() + 50});
  f.Count();
  agree();
  REQUIRE(f.activity().FollowAgain());
  f.Count();
  agree();
  REQUIRE(f.storage().Seal(true).ok());
  f.Sql("DELETE FROM message");  // nobody may look there any more
  REQUIRE(f.activity().FollowAgain());
  f.Count();
  agree();
}

TEST_CASE("Reports are made by employee, team, week and month") {
  Company f;
  f.CommitMessages({Said(1, kStart + kMinute, true, "您好"), Said(2, kStart + 2 * kMinute, true, "您好", "li", "wm2"),
                    Said(3, kStart + 3 * kDay, true, "您好")});
  f.Follow();
  f.Count();
  const auto people = f.Report({.by = ActivityBy::kEmployee}).rows;
  REQUIRE(people.size() == 2);
  CHECK(people[0].employee->name == "张三");
  CHECK(people[0].counts.messages_out == 2);
  CHECK(people[1].counts.messages_out == 1);
  const auto teams = f.Report({.by = ActivityBy::kTeam}).rows;
  REQUIRE(teams.size() == 1);
  CHECK(teams[0].team_name == "公司");
  CHECK(teams[0].team->id == 1);
  CHECK(teams[0].counts.messages_out == 3);
  CHECK(teams[0].counts.contacted == 2);
  const auto weeks = f.Report({.by = ActivityBy::kWeek}).rows;
  REQUIRE(weeks.size() == 1);
  CHECK(weeks[0].first_day == kFirstDay);  // a Monday
  const auto months = f.Report({.by = ActivityBy::kMonth}).rows;
  REQUIRE(months.size() == 2);
  CHECK(months[1].first_day == kFirstDay + 2);
  CHECK(months[1].counts.messages_out == 1);
  CHECK(f.Report({.department = DepartmentRef{kSource, 1}}).total.messages_out == 3);
  CHECK(f.Report({.department = DepartmentRef{kSource, 99}}).total.messages_out == 0);
}

TEST_CASE("A question stands from the customer's first word until the employee answers, thanks open none") {
  Company f;
  f.CommitMessages({Said(1, kStart, true, "您好"), Said(2, kStart + kMinute, false, "多少钱"),
                    Said(3, kStart + 2 * kMinute, false, "在吗"), Said(4, kStart, false, "好的，谢谢！", "li", "wm2")});
  f.Follow();
  f.Count();
  auto open = f.Open();
  REQUIRE(open.items.size() == 1);
  CHECK(open.total == 1);
  CHECK(open.items[0].since == kStart + kMinute);
  CHECK(open.items[0].employee.name == "张三");
  CHECK(open.items[0].customer.id == "wm1");
  CHECK(open.items[0].record == f.IdOf("wm1"));
  CHECK(f.Open({.before = kStart + kMinute}).items.empty());
  CHECK(f.Open({.after = kStart + kMinute + 1}).items.empty());
  f.CommitMessages({Said(5, kStart + 3 * kMinute, false, "谢谢"), Said(6, kStart + 7 * kMinute, true, "八十元")});
  f.Count();
  CHECK(f.Open().items.empty());
  const ActivityCounts counts = f.Of("zhang");
  CHECK(counts.replies == 1);
  CHECK(counts.reply_ms == 6 * kMinute);
  CHECK(ReplyQuantile(counts.reply_times, 0.5) == 600);
}

TEST_CASE("Waiting customers are listed longest first, page by page") {
  Company f;
  std::vector<Message> messages;
  for (std::uint64_t i = 1; i <= 5; ++i) {
    messages.push_back(
        Said(i, kStart + static_cast<TimeMs>(i % 3) * kMinute, false, "在吗", "zhang", "wm" + std::to_string(i)));
  }
  f.CommitMessages(messages);
  f.Count();
  std::vector<TimeMs> waits;
  std::set<std::string> who;
  OpenQuestionQuery query{.limit = 2};
  do {
    const auto page = f.Open(query);
    CHECK(page.total == 5);
    for (const OpenQuestion& one : page.items) {
      waits.push_back(one.since);
      who.insert(one.customer.id);
    }
    query.cursor = page.next_cursor;
  } while (!query.cursor.empty());
  CHECK(who.size() == 5);
  CHECK(std::is_sorted(waits.begin(), waits.end()));
  query.cursor = "x";
  query.before = kStart + kDay;
  CHECK(f.activity().OpenQuestions(Scope::All(), query).error().code == "cursor.invalid");
}

TEST_CASE("What comes late changes no answer that was given, and an answer that comes late closes its question") {
  Company f;
  f.CommitMessages({Said(1, kStart + 5 * kMinute, true, "您好")});
  f.Count();
  f.CommitMessages({Said(2, kStart + kMinute, false, "在吗")});  // was answered by the one above
  f.Count();
  CHECK(f.Open().items.empty());
  CHECK(f.Of("zhang").messages_in == 1);
  f.CommitMessages({Said(3, kStart + 10 * kMinute, false, "多少钱"), Said(4, kStart + 20 * kMinute, false, "还在吗")});
  f.Count();
  f.CommitMessages({Said(5, kStart + 12 * kMinute, true, "八十")});
  f.Count();
  REQUIRE(f.Open().items.size() == 1);
  CHECK(f.Open().items[0].since == kStart + 20 * kMinute);
  CHECK(f.Of("zhang").reply_ms == 2 * kMinute);
}

TEST_CASE("Legs of calls, failed texts, services, events, groups and consent are kept apart") {
  Company f;
  Message group = Said(7, kStart, true, "大家好");
  group.conversation_kind = ConversationKind::kGroup;
  group.room = "wr1";
  group.conversation_key = "g:wr1";
  Message consent = Said(8, kStart, false, "");
  consent.type = "agree";
  Message recall = Said(9, kStart, true, "");
  recall.action = "recall";
  f.CommitMessages({Line(1, Channel::kCall, kStart, true, R"({"leg":"b","part_of":"x"})"),
                    Line(2, Channel::kCall, kStart, true, R"({"direction":"internal","duration_s":9})"),
                    Line(3, Channel::kCall, kStart, false,
                         R"({"direction":"inbound","duration_s":0,"reason":"answered_elsewhere"})"),
                    Line(4, Channel::kSms, kStart, true, R"({"state":"failed"})"),
                    Line(5, Channel::kSms, kStart, false, "{}", "zhang", "1069000011"),
                    EventMessage(6, "add_external_contact", "zhang", "wm1"), group, consent, recall,
                    Line(10, Channel::kCall, kStart, false, R"({"direction":"inbound","duration_s":0})")});
  f.Count();
  ActivityCounts wanted;
  wanted.group_out = 1;
  wanted.calls_missed = 1;
  CHECK(Numbers(f.Total()) == Numbers(wanted));
  CHECK(f.Open().items.empty());
}

TEST_CASE("Contacts added, deleted and lost are counted") {
  Company f;
  f.Contact("zhang", "wm1", "王女士", "", {"8613900001111"});
  f.Contact("zhang", "wm2", "李先生");
  f.Contact("zhang", "wm3", "赵先生");
  const auto event = [](std::uint64_t seq, const char* type, const std::string& customer, TimeMs at) {
    Message m = EventMessage(seq, type, "zhang", customer);
    m.sent_at = at;
    return m;
  };
  f.CommitMessages({event(1, "add_external_contact", "wm4", kStart),
                    event(2, "del_external_contact", "wm4", kStart + 1),
                    event(3, "add_external_contact", "wm4", kStart + 2), event(4, "del_follow_user", "wm2", kStart + 3),
                    event(5, "del_external_contact", "wm5", kStart + kDay),
                    Line(6, Channel::kCall, kStart, true, R"({"direction":"outbound","duration_s":12})")});
  f.Follow();
  f.Count();
  const ActivityCounts counts = f.Of("zhang");
  CHECK(counts.added == 1);  // the others long before
  CHECK(counts.deleted_by_employee == 2);
  CHECK(counts.deleted_by_customer == 1);
  CHECK(counts.lost == 2);  // the fourth was added again
  CHECK(counts.followed == 2);
  CHECK(counts.served == 0);  // nobody was given to anybody
  CHECK(counts.contacted == 1);
  const auto days = f.Report({.by = ActivityBy::kDay}).rows;
  REQUIRE(days.size() == 2);
  CHECK(days[0].counts.lost == 1);
  CHECK(days[1].counts.lost == 1);
}

TEST_CASE("Of the customers one serves, those are followed up to whom he spoke himself") {
  Company f;
  f.Contact("zhang", "wm1", "王女士", "", {"8613900001111"});
  for (const char* id : {"wm2", "wm3", "wm4"}) f.Contact("zhang", id, "李先生");
  f.CommitMessages({Line(1, Channel::kCall, kStart, true, R"({"direction":"outbound","duration_s":12})"),
                    Said(2, kStart, true, "您好", "li", "wm2"), Said(3, kStart, true, "您好", "zhang", "wm4")});
  f.Follow();
  f.Count();
  for (const char* id : {"wm1", "wm2", "wm3"}) f.Give(id, "zhang");
  f.Give("wm4", "li");
  ActivityCounts counts = f.Of("zhang");
  CHECK(counts.followed == 4);
  CHECK(counts.served == 3);
  CHECK(counts.served_contacted == 1);  // by his number; a colleague's word counts for nobody here
  CHECK(f.Of("li").served == 1);
  CHECK(f.Of("li").served_contacted == 0);
  CHECK(f.Total().served == 4);
  CHECK(f.Total().served_contacted == 1);
  CHECK(f.Report({.by = ActivityBy::kTeam}).rows.front().counts.served == 4);
  CHECK(f.Report({.by = ActivityBy::kDay}).rows.front().counts.served == 0);
  f.Lend("wm2", "li", f.clock().Now() + kDay);
  counts = f.Of("li");
  CHECK(counts.served == 2);
  CHECK(counts.served_contacted == 1);
  CHECK(f.Of("zhang").served == 2);
  f.clock().Advance(kDay);
  CHECK(f.Of("zhang").served == 3);
}

TEST_CASE("Accounts that are one person's are one line, and whoever may see one of them sees no more") {
  Company f;
  f.CommitMessages({Said(1, kStart, true, "您好", "zhang", "wm1"), Said(2, kStart, true, "您好", "li", "wm2"),
                    Said(3, kStart, true, "您好", "li", "wm1")});
  f.Follow();
  f.Count();
  f.Give("wm1", "zhang");
  f.Give("wm2", "zhang");
  CHECK(f.Of("zhang").served_contacted == 1);
  REQUIRE(f.storage().staff().Join({kSource, "zhang"}, {kSource, "li"}, {"同一个人", 1, "周宁"}));
  const ActivityReport report = f.Report({});
  REQUIRE(report.rows.size() == 1);
  CHECK(report.rows[0].accounts == 2);
  CHECK(report.rows[0].counts.messages_out == 3);
  CHECK(report.rows[0].counts.contacted == 2);
  CHECK(report.rows[0].counts.served_contacted == 2);
  CHECK(report.total.served_contacted == 2);
  CHECK(f.Of("li").messages_out == 3);
  CHECK(f.Of("zhang").messages_out == 3);
  const ActivityReport own = f.Report({}, Company::Own("li"));
  REQUIRE(own.rows.size() == 1);
  CHECK(own.rows[0].employee->id == "li");
  CHECK(own.rows[0].accounts == 1);
  CHECK(own.rows[0].counts.messages_out == 2);
}

TEST_CASE("Who may see some employees only sees their numbers, and who waits for them") {
  Company f;
  f.CommitMessages({Said(1, kStart, false, "在吗"), Said(2, kStart, false, "在吗", "li", "wm2")});
  f.Follow();
  f.Count();
  const Scope own = Company::Own("zhang");
  const ActivityReport report = f.Report({}, own);
  REQUIRE(report.rows.size() == 1);
  CHECK(report.rows[0].employee->id == "zhang");
  CHECK(report.total.messages_in == 1);
  CHECK(f.Report({.employee = EmployeeRef{kSource, "li"}}, own).rows.empty());
  CHECK(f.Report({}, Scope{}).rows.empty());
  REQUIRE(f.Open({}, own).items.size() == 1);
  CHECK(f.Open({}, own).total == 1);
  CHECK(f.Open({}, Scope{}).items.empty());
  const auto last = f.activity().LastContacts(own, {f.IdOf("wm1"), f.IdOf("wm2")});
  REQUIRE(last);
  CHECK(last->size() == 1);
}

TEST_CASE("The last contact is that of any channel, in either direction") {
  Company f;
  f.Contact("zhang", "wm1", "王女士", "", {"8613900001111"});
  f.CommitMessages({Said(1, kStart, true, "您好"), Said(2, kStart + kMinute, false, "在吗"),
                    Line(3, Channel::kCall, kStart + kDay, false, R"({"direction":"inbound","duration_s":12})"),
                    Line(4, Channel::kCall, kStart + 2 * kDay, false, R"({"direction":"inbound","duration_s":0})"),
                    Said(5, kStart, true, "您好", "li", "wm1")});
  f.Follow();
  f.Count();
  const auto last = f.activity().LastContacts(Scope::All(), {f.IdOf("wm1")});
  REQUIRE(last);
  REQUIRE(last->size() == 2);
  CHECK((*last)[0].employee.id == "li");
  CHECK((*last)[0].in_at == 0);
  CHECK((*last)[1].employee.id == "zhang");
  CHECK((*last)[1].out_at == kStart + kDay);
  CHECK((*last)[1].in_at == kStart + kDay);
}

TEST_CASE("Another zone of the company counts everything again by its days") {
  Company f;
  f.CommitMessages({Said(1, kStart, true, "您好")});
  f.Count();
  f.Sql("UPDATE activity_progress SET zone_minutes = 0");
  f.Sql("UPDATE activity_day SET day = day - 1, messages_out = 5");
  f.Count();
  const auto days = f.Report({.by = ActivityBy::kDay}).rows;
  REQUIRE(days.size() == 1);
  CHECK(days[0].first_day == kFirstDay);
  CHECK(days[0].counts.messages_out == 1);
}

TEST_CASE("A hundred thousand messages are counted", "[.speed]") {
  Company f;
  std::vector<Message> messages = Traffic(100'000, 30);
  for (std::size_t i = 0; i < messages.size(); ++i) {
    Message& m = messages[i];
    const std::string more = std::to_string(i % 997);
    for (Party* party : {&m.from, &m.to.front()})
      party->id += party->kind == PartyKind::kStaff ? more.substr(0, 1) : more;
    m.conversation_key = std::min(m.from.id, m.to.front().id) + "|" + std::max(m.from.id, m.to.front().id);
  }
  for (std::size_t at = 0; at < messages.size(); at += 1000) {
    f.CommitMessages({messages.begin() + static_cast<std::ptrdiff_t>(at),
                      messages.begin() + static_cast<std::ptrdiff_t>(at + 1000)});
  }
  const auto measure = [&](const char* what) {
    const auto begin = std::chrono::steady_clock::now();
    f.Count();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    WARN(what << ": " << seconds * 10 << " us a message, " << 100'000 / seconds << " messages/s");
  };
  measure("rows");
  REQUIRE(f.activity().FollowAgain());
  measure("rows again");
  while (*f.storage().Seal(true) > 0) {
  }
  REQUIRE(f.activity().FollowAgain());
  measure("sealed");
  const auto begin = std::chrono::steady_clock::now();
  CHECK(f.Report({}).rows.size() > 2);
  WARN("report: " << std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() * 1000 << " ms");
}

TEST_CASE("Customers who came and went after the ledger are counted for whoever had them") {
  Company f;
  f.Sql("INSERT INTO customer_record (name, created_at) SELECT '客户' || n, 1 FROM generate_series(1, 4) n");
  f.clock().Advance(kStart - f.clock().Now());
  const std::uint64_t pool = f.storage().pools().Create({.name = "公海"})->id;
  const auto order = [&](std::uint64_t customer, OwnershipAct act, const std::string& employee, TimeMs at) {
    f.clock().Advance(at - f.clock().Now());
    OwnershipOrder made;
    made.customer = customer;
    made.act = act;
    if (!employee.empty()) made.employee = EmployeeRef{kSource, employee};
    made.pool = act == OwnershipAct::kReturn ? pool : 0;
    made.actor.user_name = "陈主管";
    const auto done = f.storage().ownership().Apply({made});
    REQUIRE(done);
    REQUIRE_FALSE(done->front().refused);
  };
  order(1, OwnershipAct::kAssign, "zhang", kStart);
  order(1, OwnershipAct::kShare, "li", kStart + 1);
  order(1, OwnershipAct::kAssign, "li", kStart + 2);  // passed on by zhang
  order(2, OwnershipAct::kAssign, "zhang", kStart + 3);
  order(2, OwnershipAct::kReturn, "", kStart + kDay);
  order(2, OwnershipAct::kClaim, "li", kStart + kDay + 1);  // nobody lost him
  order(3, OwnershipAct::kReturn, "", kStart + 2 * kDay);   // nobody had him
  f.Sql(
      "INSERT INTO handover (source_id, giver, resigned, state, created_at) SELECT source_id, 'zhang', true, 3, 1 FROM"
      " source WHERE name = '" +
      std::string(kSource) + "'");
  f.Sql(
      "INSERT INTO handover_item (handover, n, kind, id, name, taker, state, changed_at) SELECT max(id), n, k, 'wm' ||"
      " n, '', 'li', s, " +
      std::to_string(kStart) +
      " FROM handover CROSS JOIN (VALUES (1, 1, 3), (2, 1, 7), (3, 2, 3)) AS v(n, k, s) GROUP BY n, k, s");
  const ActivityCounts zhang = f.Of("zhang"), li = f.Of("li");
  CHECK(zhang.assigned == 2);
  CHECK(zhang.passed_on == 1);
  CHECK(zhang.returned == 1);
  CHECK(zhang.claimed == 0);
  CHECK(li.assigned == 1);
  CHECK(li.claimed == 1);
  CHECK(li.handed_over == 1);  // neither the one given up nor the group
  CHECK(li.returned + li.passed_on == 0);
  CHECK(f.Total().assigned == 3);
  const auto days = f.Report({.by = ActivityBy::kDay}).rows;
  REQUIRE(days.size() == 2);
  CHECK(days[0].counts.passed_on == 1);
  CHECK(days[1].counts.returned == 1);
  CHECK(days[1].counts.claimed == 1);
}

}  // namespace custos::storage
