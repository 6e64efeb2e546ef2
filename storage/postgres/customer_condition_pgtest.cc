// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdio>
#include <map>
#include <random>
#include <set>

#include "core/text/bigrams.h"
#include "storage/postgres/customer_condition_sql.h"
#include "storage/postgres/test_company.h"
#include "storage/region.h"

namespace custos::storage {
namespace {

constexpr TimeMs kDay = 86'400'000;
constexpr TimeMs kHour = 3'600'000;
constexpr std::int32_t kZone = 480;

/// A customer as a test knows him, in the words of conditions.
struct Person {
  std::int64_t id = 0;
  std::string grade, stage, corp;
  std::string owner;  ///< employee
  std::int64_t pool = 0;
  std::map<std::string, std::set<std::string>> tags;  ///< by employee
  std::map<std::string, TimeMs> added;
  std::map<std::string, int> ways;
  TimeMs last_in = 0, last_out = 0, first = 0, open = 0;
  std::map<std::int64_t, std::pair<int, int>> days;  ///< messages and calls
  bool phone = false;
  std::string place;
  std::map<std::string, std::string> fields;
  int alerts = 0;
  struct Order {
    TimeMs at = 0;
    std::string currency;
    double amount = 0;  ///< in units
    bool deal = false;
  };
  std::vector<Order> orders;
};

const std::vector<std::string> kEmployees{"zhang", "li"};
const std::vector<std::string> kTags{"tag1", "tag2", "tag3"};
const std::vector<std::string> kNames{"重点", "潜力", "观望"};

std::string Grams(const std::string& terms) {
  std::string list = "{";
  for (const std::int32_t code : text::Bigrams(terms)) list += (list.size() > 1 ? "," : "") + std::to_string(code);
  return list + "}";
}

class Dice {
 public:
  explicit Dice(unsigned seed) : random_(seed) {}
  int Of(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }
  bool In(int bound) { return Of(bound) == 0; }
  template <class T>
  const T& One(const std::vector<T>& list) {
    return list[static_cast<std::size_t>(Of(static_cast<int>(list.size())))];
  }

 private:
  std::mt19937 random_;
};

std::string DayText(std::int64_t day) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()));
  return text;
}

std::int64_t Today(TimeMs now) { return (now + kZone * 60'000) / kDay; }

/// The obvious way to answer a condition.
class Slow {
 public:
  Slow(const Person& person, TimeMs now) : p_(person), now_(now) {}

  bool Holds(const CustomerCondition& c) const {
    const auto holds = [&](const CustomerCondition& part) { return Holds(part); };
    switch (c.join) {
      case CustomerCondition::Join::kAll: return std::all_of(c.parts.begin(), c.parts.end(), holds);
      case CustomerCondition::Join::kAny: return std::any_of(c.parts.begin(), c.parts.end(), holds);
      case CustomerCondition::Join::kNot: return !Holds(c.parts[0]);
      case CustomerCondition::Join::kLeaf: break;
    }
    return c.op == ConditionOperator::kNotIn ? !Leaf(c) : Leaf(c);
  }

 private:
  static bool Among(const std::vector<std::string>& list, const std::string& one) {
    return std::find(list.begin(), list.end(), one) != list.end();
  }
  static bool Among(const std::vector<ConditionParty>& list, const std::string& id) {
    return std::any_of(list.begin(), list.end(), [&](const ConditionParty& one) { return one.id == id; });
  }
  bool Tagged(const std::string& name) const {
    for (const auto& [employee, ids] : p_.tags) {
      for (std::size_t i = 0; i < kTags.size(); ++i) {
        if (ids.contains(kTags[i]) && (name == kTags[i] || name == kNames[i])) return true;
      }
    }
    return false;
  }
  bool Ago(TimeMs at, const CustomerCondition& c, bool never) const {
    if (at == 0) return never && c.op == ConditionOperator::kAtLeast;
    const TimeMs bound = now_ - static_cast<TimeMs>(c.number * static_cast<double>(kDay));
    return c.op == ConditionOperator::kAtLeast ? at <= bound : at >= bound;
  }
  static bool Compared(double value, const CustomerCondition& c) {
    return c.op == ConditionOperator::kAtLeast ? value >= c.number : value <= c.number;
  }

  bool Leaf(const CustomerCondition& c) const {
    using S = ConditionSubject;
    using O = ConditionOperator;
    const auto tagged = [&](const std::string& name) { return Tagged(name); };
    switch (c.on) {
      case S::kGrade: return Among(c.texts, p_.grade);
      case S::kRegion:
        return std::any_of(c.texts.begin(), c.texts.end(), [&](const std::string& region) {
          return region.empty() ? p_.place.empty() : LiesIn(p_.place, region);
        });
      case S::kStage: return Among(c.texts, p_.stage);
      case S::kTag:
        if (c.op == O::kEvery) return std::all_of(c.texts.begin(), c.texts.end(), tagged);
        return std::any_of(c.texts.begin(), c.texts.end(), tagged) != (c.op == O::kNone);
      case S::kOwner: return !p_.owner.empty() && Among(c.parties, p_.owner);
      case S::kOwnerDepartment: return Among(c.parties, "1") ? !p_.owner.empty() : p_.owner == "li";
      case S::kServed:
        return std::any_of(c.texts.begin(), c.texts.end(), [&](const std::string& word) {
          if (word == "owned") return !p_.owner.empty();
          return word == "pool" ? p_.pool != 0 : p_.owner.empty() && p_.pool == 0;
        });
      case S::kPool: return Among(c.texts, std::to_string(p_.pool));
      case S::kEmployee:
        return std::any_of(p_.added.begin(), p_.added.end(),
                           [&](const auto& one) { return Among(c.parties, one.first); });
      case S::kAddWay:
        return std::any_of(p_.ways.begin(), p_.ways.end(),
                           [&](const auto& one) { return Among(c.texts, std::to_string(one.second)); });
      case S::kContact: return Ago(std::max(p_.last_in, p_.last_out), c, true);
      case S::kContactIn: return Ago(p_.last_in, c, true);
      case S::kContactOut: return Ago(p_.last_out, c, true);
      case S::kMessages:
      case S::kCalls: {
        int sum = 0;
        for (const auto& [day, counts] : p_.days) {
          if (day > Today(now_) - c.days) sum += c.on == S::kMessages ? counts.first : counts.second;
        }
        return Compared(sum, c);
      }
      case S::kFirstContact: {
        if (p_.first == 0) return false;
        const std::string day = DayText(Today(p_.first));
        return c.op == O::kBefore ? day < c.texts[0] : day > c.texts[0];
      }
      case S::kAdded: {
        TimeMs newest = 0;
        for (const auto& [employee, at] : p_.added) newest = std::max(newest, at);
        return Ago(newest, c, false);
      }
      case S::kWaiting: return p_.open != 0 && p_.open <= now_ - static_cast<TimeMs>(c.number * kHour);
      case S::kPhone: return p_.phone == c.truth;
      case S::kField: return Field(c);
      case S::kName:
      case S::kCompany: return p_.corp.find(c.texts[0]) != std::string::npos;
      case S::kAlerts: return p_.alerts >= c.number;
      case S::kOrders:
      case S::kOrderValue: {
        double sum = 0;
        for (const Person::Order& order : p_.orders) {
          const bool recent = c.days == 0 || Today(order.at) > Today(now_) - c.days;
          if (!order.deal || !recent || (c.on == S::kOrderValue && order.currency != c.key)) continue;
          sum += c.on == S::kOrders ? 1 : order.amount;
        }
        return Compared(sum, c);
      }
      case S::kLastOrder: {
        TimeMs newest = 0;
        for (const Person::Order& order : p_.orders) newest = order.deal ? std::max(newest, order.at) : newest;
        return Ago(newest, c, true);
      }
    }
    return false;
  }

  bool Field(const CustomerCondition& c) const {
    using O = ConditionOperator;
    const auto found = p_.fields.find(c.key);
    const std::string value = found == p_.fields.end() ? "" : found->second;
    const std::string today = DayText(Today(now_));
    switch (c.op) {
      case O::kIs: return value == c.texts[0];
      case O::kIn: return Among(c.texts, value);
      case O::kContains: return value.find(c.texts[0]) != std::string::npos;
      case O::kAtLeast:
      case O::kAtMost: return IsDecimal(value) && Compared(std::stod(value), c);
      case O::kBefore: return IsDay(value) && value < c.texts[0];
      case O::kAfter: return IsDay(value) && value > c.texts[0];
      case O::kPastDays:
        return IsDay(value) && value > DayText(Today(now_) - static_cast<int>(c.number)) && value <= today;
      case O::kNextDays:
        return IsDay(value) && value >= today && value < DayText(Today(now_) + static_cast<int>(c.number));
      default: return value.empty() != c.truth;
    }
  }

  const Person& p_;
  const TimeMs now_;
};

/// A database with invented customers, written row by row.
class Crowd : public test::CompanyFixture {
 public:
  explicit Crowd(unsigned seed) : dice(seed) {
    Contact("zhang", "wm_first", "第一位");
    source = Sql("SELECT source_id FROM source WHERE name = 'test:one'").Int(0, 0);
    Sql("INSERT INTO department (source_id, id, parent_id, name, path) SELECT source_id, 2, 1, '二部', '{1,2}'"
        " FROM source");
    Sql("UPDATE employee SET departments = '{2}' WHERE id = 'li'");
    for (std::size_t i = 0; i < kTags.size(); ++i) {
      Sql("INSERT INTO customer_tag SELECT source_id, '" + kTags[i] + "', '" + kNames[i] + "' FROM source");
    }
  }

  void Add(int number) {
    const TimeMs now = clock().Now();
    Person p;
    const std::string party = "wm" + std::to_string(number);
    const std::string number_text = std::to_string(8'613'900'000'000 + number);
    p.grade = dice.One<std::string>({"", "A", "B"});
    p.stage = dice.One<std::string>({"", "新客", "成交"});
    p.corp = dice.One<std::string>({"", "北京甲公司", "上海乙公司"});
    for (const char* key : {"amount", "level", "due"}) {
      if (dice.In(3)) continue;
      p.fields[key] = std::string(key) == "due" && !dice.In(5)
                          ? DayText(Today(now) - 10 + dice.Of(20))
                          : dice.One<std::string>({"", "10", "9.5", "-3", "金卡", "1e3", "2025-10-08", "x20"});
    }
    std::string json = "{";
    for (const auto& [key, value] : p.fields) json += (json.size() > 1 ? ",\"" : "\"") + key + "\":\"" + value + "\"";
    p.id = Sql("INSERT INTO customer_record (grade, stage, corp_name, terms, grams, fields, created_at) VALUES ('" +
               p.grade + "','" + p.stage + "','" + p.corp + "','" + p.corp + "', '" + Grams(p.corp) + "', '" + json +
               "}', 1) RETURNING id")
               .Int(0, 0);
    const std::string id = std::to_string(p.id), s = std::to_string(source);
    Sql("INSERT INTO customer_identity VALUES (1, " + s + ", '" + party + "', " + id + ", 'contact', 100, " + s +
        ", 1)");
    p.phone = dice.In(2);
    if (p.phone) {
      p.place = dice.One<std::string>({"", "广东省深圳市", "广东广州", "上海市"});
      Sql("INSERT INTO customer_identity VALUES (3, 0, '" + number_text + "', " + id + ", 'noted', 90, " + s +
          ", 1, '" + p.place + "', fold_region('" + p.place + "'))");
    }
    for (const std::string& employee : kEmployees) {
      if (dice.In(2)) continue;
      p.added[employee] = dice.In(5) ? 0 : now - dice.Of(40) * kDay;
      p.ways[employee] = dice.Of(3);
      std::string tags;
      for (const std::string& tag : kTags) {
        if (!dice.In(3)) continue;
        p.tags[employee].insert(tag);
        tags += (tags.empty() ? "" : ",") + tag;
      }
      Sql("INSERT INTO follow_relation (source_id, employee_id, customer_id, remark, added_at, tags, add_way) VALUES "
          "(" +
          s + ", '" + employee + "', '" + party + "', '', " + std::to_string(p.added[employee]) + ", '{" + tags +
          "}', " + std::to_string(p.ways[employee]) + ")");
    }
    Own(p, s, id);
    Buy(p, s, party);
    Talk(p, s, party, number_text, number);
    people.push_back(std::move(p));
  }

  void Buy(Person& p, const std::string& s, const std::string& party) {
    const TimeMs now = clock().Now();
    for (int i = dice.Of(4); i > 0; --i) {
      const Person::Order& order =
          p.orders.emplace_back(Person::Order{.at = now - dice.Of(40) * kDay - dice.Of(24) * kHour,
                                              .currency = dice.In(4) ? "USD" : "CNY",
                                              .amount = dice.Of(30) + 0.5,
                                              .deal = !dice.In(4)});
      const int status = order.deal ? 1 + dice.Of(2) : dice.One<int>({0, 3, 4});
      Sql("INSERT INTO customer_order (source, number, status, ordered_at, amount, currency, detail, taken_at, "
          "taken_by,"
          " linked, kind, scope, value) VALUES ('shop', '" +
          party + "-" + std::to_string(i) + "', " + std::to_string(status) + ", " + std::to_string(order.at) + ", " +
          std::to_string(static_cast<int>(order.amount * 100)) + ", '" + order.currency +
          "', '{}', 1, 'test', true, 1, " + s + ", '" + party + "')");
    }
  }

  std::set<std::int64_t> Found(const CustomerCondition& condition) {
    CustomerFilter filter;
    filter.condition = condition;
    filter.limit = 200;
    std::set<std::int64_t> found;
    for (const CustomerSummary& one : Listed(filter)) {
      if (one.id >= static_cast<std::uint64_t>(people.front().id)) found.insert(static_cast<std::int64_t>(one.id));
    }
    return found;
  }

  Dice dice;
  std::int64_t source = 0;
  std::vector<Person> people;

 private:
  void Own(Person& p, const std::string& s, const std::string& id) {
    const int kind = dice.Of(3);
    if (kind == 0) p.owner = dice.One(kEmployees);
    if (kind == 1) p.pool = 1 + dice.Of(2);
    if (kind == 2) return;
    Sql("INSERT INTO ownership (customer, line, entry, owner_source, owner_id, pool, since) VALUES (" + id + ", '', " +
        id + ", " + (p.owner.empty() ? "0" : s) + ", '" + p.owner + "', " + std::to_string(p.pool) + ", 1)");
  }

  void Talk(Person& p, const std::string& s, const std::string& party, const std::string& line, int number) {
    const TimeMs now = clock().Now();
    if (dice.In(3)) return;
    // What a person says by phone counts like what he says in chat.
    const std::string who = p.phone && dice.In(2) ? line : party;
    p.last_in = dice.In(4) ? 0 : now - dice.Of(40) * kDay;
    p.last_out = dice.In(4) ? 0 : now - dice.Of(40) * kDay;
    Sql("INSERT INTO activity_contact VALUES ('" + who + "', " + s + ", 'zhang', " + std::to_string(p.last_out) + ", " +
        std::to_string(p.last_in) + ")");
    for (int i = 0; i < 3; ++i) {
      const std::int64_t day = Today(now) - dice.Of(10);
      if (p.days.contains(day)) continue;
      p.days[day] = {dice.Of(4) + dice.Of(2), dice.Of(3)};
      const auto [messages, calls] = p.days[day];
      Sql("INSERT INTO activity_contact_day VALUES (" + std::to_string(day) + ", " + s + ", 'zhang', '" + who + "', " +
          std::to_string(messages) + ", 0, 0, 0, 9, 0, " + std::to_string(calls) + ", 9, 0)");
    }
    const std::string talk = "('00000000-0000-0000-0000-' || lpad('" + std::to_string(number) + "', 12, '0'))::uuid";
    p.first = now - dice.Of(40) * kDay - dice.Of(24) * kHour;
    Sql("INSERT INTO conversation VALUES (" + talk + ", " + s + ", 'k', 1, '', 1, " + std::to_string(p.first) + ", 1)");
    Sql("INSERT INTO conversation_party (conversation_id, source_id, kind, party_id) VALUES (" + talk + ", " + s +
        ", 2, '" + who + "')");
    if (dice.In(2)) p.open = now - dice.Of(72) * kHour;
    Sql("INSERT INTO activity_talk VALUES (" + talk + ", " + s + ", 'zhang', '" + who + "', 1, 1, 1, " +
        std::to_string(p.open) + ", 1)");
    for (int i = 0; i < dice.Of(4); ++i) {
      const int state = dice.Of(6);
      if (state == 0 || state == 1 || state == 5) ++p.alerts;
      Sql("INSERT INTO alert (conversation_id, alert_id, message_id, sent_at, source_id, severity, state, created_at,"
          " category, employee_id, findings) VALUES (" +
          talk + ", " + std::to_string(number * 10 + i) + ", 1, 1, " + s + ", 1, " + std::to_string(state) +
          ", 1, '', 'zhang', '')");
    }
  }
};

/// Any condition.
CustomerCondition Invented(Dice& dice, TimeMs now, int depth = 0) {
  using Join = CustomerCondition::Join;
  CustomerCondition c;
  if (depth < 3 && !dice.In(3)) {
    c.join = dice.In(4) ? Join::kNot : dice.In(2) ? Join::kAll : Join::kAny;
    const int parts = c.join == Join::kNot ? 1 : dice.Of(4);
    for (int i = 0; i < parts; ++i) c.parts.push_back(Invented(dice, now, depth + 1));
    return c;
  }
  const std::string day = "\"" + DayText(Today(now) - dice.Of(40)) + "\"";
  const std::string n = std::to_string(dice.Of(40)), small = std::to_string(dice.Of(8));
  const std::string compare = dice.In(2) ? "at_least" : "at_most";
  const std::string in = dice.In(2) ? "in" : "not_in";
  const std::string key = "\"" + dice.One<std::string>({"amount", "level", "due", "none"}) + "\"";
  const std::string employee =
      R"([{"source":"test:one","id":")" + dice.One<std::string>({"zhang", "li", "nobody"}) + R"("}])";
  const std::vector<std::string> leaves{
      R"({"on":"grade","op":")" + in + R"(","value":["A",""]})",
      R"({"on":"stage","op":")" + in + R"(","value":["成交"]})",
      R"({"on":"tag","op":")" + dice.One<std::string>({"any", "all", "none"}) + R"(","value":["重点","tag2"]})",
      R"({"on":"tag","op":"any","value":["没有的"]})",
      R"({"on":"owner","op":")" + in + R"(","value":)" + employee + "}",
      R"({"on":"owner_department","op":")" + in + R"(","value":[{"source":"test:one","id":")" +
          (dice.In(2) ? "1" : "2") + R"("}]})",
      R"({"on":"served","op":"in","value":[")" +
          dice.One<std::string>({"owned", "pool", "nobody", R"(owned","nobody)"}) + R"("]})",
      R"({"on":"pool","op":")" + in + R"(","value":["1"]})",
      R"({"on":"employee","op":")" + in + R"(","value":)" + employee + "}",
      R"({"on":"add_way","op":")" + in + R"(","value":[1,7]})",
      R"({"on":")" + dice.One<std::string>({"contact", "contact_in", "contact_out", "added"}) + R"(","op":")" +
          compare + R"(","value":)" + n + "}",
      R"({"on":")" + dice.One<std::string>({"messages", "calls"}) + R"(","op":")" + compare + R"(","value":)" + small +
          R"(,"days":)" + std::to_string(1 + dice.Of(10)) + "}",
      R"({"on":"first_contact","op":")" + std::string(dice.In(2) ? "before" : "after") + R"(","value":)" + day + "}",
      R"({"on":"waiting","op":"at_least","value":)" + n + "}",
      R"({"on":"phone","op":"is","value":)" + std::string(dice.In(2) ? "true" : "false") + "}",
      R"({"on":"field","op":"is","value":"10","key":)" + key + "}",
      R"({"on":"field","op":"in","value":["10",""],"key":)" + key + "}",
      R"({"on":"field","op":"contains","value":"0","key":)" + key + "}",
      R"({"on":"field","op":")" + compare + R"(","value":9.5,"key":)" + key + "}",
      R"({"on":"field","op":")" + std::string(dice.In(2) ? "before" : "after") + R"(","value":)" + day + R"(,"key":)" +
          key + "}",
      R"({"on":"field","op":")" + std::string(dice.In(2) ? "past_days" : "next_days") + R"(","value":)" + small +
          R"(,"key":)" + key + "}",
      R"({"on":"field","op":"set","value":)" + std::string(dice.In(2) ? "true" : "false") + R"(,"key":)" + key + "}",
      R"({"on":")" + std::string(dice.In(2) ? "name" : "company") + R"(","op":"contains","value":"乙"})",
      R"({"on":"alerts","op":"at_least","value":)" + std::to_string(dice.Of(4)) + "}",
      R"({"on":"orders","op":")" + compare + R"(","value":)" + std::to_string(dice.Of(3)) + R"(,"days":)" +
          std::to_string(dice.Of(40)) + "}",
      R"({"on":"order_value","op":")" + compare + R"(","value":)" + std::to_string(dice.Of(4) * 10) + R"(,"days":)" +
          std::to_string(dice.Of(40)) + R"(,"currency":")" + dice.One<std::string>({"CNY", "USD"}) + R"("})",
      R"({"on":"last_order","op":")" + compare + R"(","value":)" + n + "}",
      R"({"on":"region","op":")" + in + R"(","value":[")" +
          dice.One<std::string>({"广东省", "深圳", "广东广州市", "", R"(上海","广东)"}) + R"("]})",
  };
  const std::string& text = dice.One(leaves);
  const auto parsed = ParseCondition(text);
  if (!parsed) throw std::runtime_error(text + " " + parsed.error().message);
  return *parsed;
}

void NoteSubjects(const CustomerCondition& condition, std::set<ConditionSubject>& asked) {
  if (condition.join == CustomerCondition::Join::kLeaf) asked.insert(condition.on);
  for (const CustomerCondition& part : condition.parts) NoteSubjects(part, asked);
}

}  // namespace

TEST_CASE("the database answers every condition as one who looks at each customer in turn") {
  Crowd crowd(20'251'009);
  constexpr int kPeople = 120;
  for (int i = 1; i <= kPeople; ++i) crowd.Add(i);
  const TimeMs now = crowd.clock().Now();
  std::set<ConditionSubject> asked;
  int divided = 0;
  for (int round = 0; round < 600; ++round) {
    const CustomerCondition condition = Invented(crowd.dice, now, round % 4 == 0 ? 3 : 0);
    std::set<std::int64_t> expected;
    for (const Person& person : crowd.people) {
      if (Slow(person, now).Holds(condition)) expected.insert(person.id);
    }
    INFO(FormatCondition(condition));
    REQUIRE(crowd.Found(condition) == expected);
    NoteSubjects(condition, asked);
    if (!expected.empty() && expected.size() < crowd.people.size()) ++divided;
  }
  CHECK(asked.size() == 26);
  CHECK(divided > 200);
}

}  // namespace custos::storage
