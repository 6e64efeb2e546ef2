// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/customer_condition_sql.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

#include "core/money.h"
#include "core/text/bigrams.h"
#include "storage/postgres/asked_accounts.h"
#include "storage/region.h"

namespace custos::storage {
namespace {

using Subject = ConditionSubject;
using Operator = ConditionOperator;

constexpr TimeMs kHour = 3'600'000;
constexpr TimeMs kDay = 24 * kHour;

// Rows of a table with the customer whose they are (i.customer), joined so that the planner may begin at either end:
// from one customer to his rows, or from few rows to whose they are.
std::string Whose(const std::string& rows, const std::string& directory, const std::string& party) {
  return rows + " CROSS JOIN LATERAL (VALUES (1::smallint, " + directory +
         "), (3::smallint, 0), (4::smallint, 0)) k (kind, scope)"
         " JOIN customer_identity i ON i.kind = k.kind AND i.scope = k.scope AND i.value = " +
         party;
}
const std::string kContacts = Whose("activity_contact a", "a.source_id", "a.party_id");
const std::string kDays = Whose("activity_contact_day a", "a.source_id", "a.party_id");
const std::string kWaits = Whose("activity_talk a", "a.source_id", "a.party_id");
// `of`: what has a conversation_id.
std::string TalksOf(const std::string& of, const std::string& alias) {
  return Whose(of + " " + alias + " JOIN conversation_party p ON p.conversation_id = " + alias +
                   ".conversation_id AND p.kind = 2 AND NOT p.in_group JOIN source s ON s.source_id = p.source_id",
               "coalesce(s.directory_id, p.source_id)", "p.party_id");
}
constexpr char kFollowed[] =
    "customer_identity i JOIN follow_relation f ON f.source_id = i.scope AND f.customer_id = i.value";
constexpr char kFollowedWhere[] = " WHERE i.kind = 1 AND i.customer = r.id";
const std::string kBought =
    "customer_order o JOIN customer_identity i ON i.kind = o.kind AND i.scope = o.scope AND i.value = o.value";
const std::string kSold = "o.status IN (1, 2)";
constexpr char kDecimal[] = "'^-?[0-9]{1,15}([.][0-9]{1,6})?$'";
constexpr char kDate[] = "'^[0-9]{4}-[0-9]{2}-[0-9]{2}$'";

TimeMs Midnight(std::int64_t day, std::int32_t zone_minutes) { return day * kDay - zone_minutes * (kHour / 60); }

std::int64_t DayOf(TimeMs at, std::int32_t zone_minutes) {
  const TimeMs local = at + zone_minutes * (kHour / 60);
  return local >= 0 ? local / kDay : -((kDay - 1 - local) / kDay);
}

std::int64_t DayOf(const std::string& text) {
  using namespace std::chrono;
  const year_month_day date{year(std::stoi(text.substr(0, 4))),
                            month(static_cast<unsigned>(std::stoi(text.substr(5, 2)))),
                            day(static_cast<unsigned>(std::stoi(text.substr(8, 2))))};
  return sys_days(date).time_since_epoch().count();
}

std::string DayText(std::int64_t day) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
  std::array<char, 32> text{};
  const int length = std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                                   static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return {text.data(), static_cast<std::size_t>(length)};
}

std::string NumberText(double number) {
  std::array<char, 64> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  return {text.data(), end.ptr};
}

class Writer {
 public:
  Writer(db::Connection& connection, Sources& sources, const ConditionTime& time, SqlWhere& where)
      : connection_(connection), sources_(sources), time_(time), where_(where) {}

  std::string Write(const CustomerCondition& condition) {
    using Join = CustomerCondition::Join;
    if (condition.join == Join::kLeaf) return Leaf(condition);
    if (condition.join == Join::kNot) return "NOT (" + Write(condition.parts.at(0)) + ")";
    const bool all = condition.join == Join::kAll;
    if (condition.parts.empty()) return all ? "true" : "false";
    std::string text;
    for (const CustomerCondition& part : condition.parts) {
      text += (text.empty() ? "(" : all ? " AND " : " OR ") + Write(part);
    }
    return text + ")";
  }

 private:
  std::string Leaf(const CustomerCondition& leaf) {
    switch (leaf.on) {
      case Subject::kGrade: return In(leaf, "r.grade = ANY(" + where_.BindTexts(leaf.texts) + "::text[])");
      case Subject::kStage: return In(leaf, "r.stage = ANY(" + where_.BindTexts(leaf.texts) + "::text[])");
      case Subject::kTag: return Tags(leaf);
      case Subject::kOwner: return In(leaf, OwnedBy(AccountsOf(leaf)));
      case Subject::kOwnerDepartment: return In(leaf, OwnedBy(DepartmentsOf(leaf)));
      case Subject::kServed: return Served(leaf);
      case Subject::kPool:
        return In(leaf, "EXISTS (SELECT 1 FROM ownership o WHERE o.customer = r.id AND NOT o.merged AND o.pool = ANY(" +
                            where_.BindInts(IntsOf(leaf)) + "::bigint[]))");
      case Subject::kEmployee: {
        const Accounts accounts = AccountsOf(leaf);
        return In(leaf, "EXISTS (SELECT 1 FROM " + std::string(kFollowed) + kFollowedWhere +
                            " AND (f.source_id, f.employee_id) IN (SELECT * FROM " + Unnest(accounts) + "))");
      }
      case Subject::kAddWay:
        return In(leaf, "EXISTS (SELECT 1 FROM " + std::string(kFollowed) + kFollowedWhere + " AND f.add_way = ANY(" +
                            where_.BindInts(IntsOf(leaf)) + "::bigint[]))");
      case Subject::kContact: return Since(leaf, "greatest(a.last_in_at, a.last_out_at)");
      case Subject::kContactIn: return Since(leaf, "a.last_in_at");
      case Subject::kContactOut: return Since(leaf, "a.last_out_at");
      case Subject::kMessages: return Counted(leaf, "a.messages_in + a.messages_out + a.sms_in + a.sms_out");
      case Subject::kCalls: return Counted(leaf, "a.calls_in + a.calls_reached");
      case Subject::kFirstContact: return FirstContact(leaf);
      case Subject::kAdded: return Added(leaf);
      case Subject::kWaiting: {
        const TimeMs since = time_.now - static_cast<TimeMs>(std::llround(leaf.number * static_cast<double>(kHour)));
        return Has(kWaits, "a.open_at <> 0 AND a.open_at <= " + where_.BindInt(since));
      }
      case Subject::kPhone:
        return std::string(leaf.truth ? "" : "NOT ") +
               "EXISTS (SELECT 1 FROM customer_identity i WHERE i.kind = 3 AND i.customer = r.id)";
      case Subject::kField: return Field(leaf);
      case Subject::kName: return Named(leaf.texts.at(0));
      case Subject::kCompany: return "strpos(lower(r.corp_name), lower(" + where_.BindText(leaf.texts.at(0)) + ")) > 0";
      case Subject::kAlerts:
        return leaf.number <= 0 ? "true"
                                : HasAtLeast(TalksOf("alert", "l"), "l.state IN (0, 1, 5) AND l.head_id = 0",
                                             "count(DISTINCT l.alert_id)", ">=", leaf.number);
      case Subject::kOrders: return Orders(leaf);
      case Subject::kOrderValue: return OrderValue(leaf);
      case Subject::kLastOrder: return LastOrder(leaf);
      case Subject::kRegion: return In(leaf, LiesInOne(leaf.texts));
    }
    return "false";
  }

  static std::string In(const CustomerCondition& leaf, const std::string& predicate) {
    return leaf.op == Operator::kNotIn ? "NOT (" + predicate + ")" : predicate;
  }

  /// An empty text stands for customers of whom no region is known.
  std::string LiesInOne(const std::vector<std::string>& regions) {
    std::vector<std::string> folded;
    for (const std::string& region : regions) folded.push_back(FoldRegion(region));
    const std::string wanted = "unnest(" + where_.BindTexts(folded) + "::text[]) AS w(region)";
    std::string near;  // whoever has a number or a lead from there, so that the planner may begin with these
    if (std::find(folded.begin(), folded.end(), "") == folded.end()) {
      near =
          "EXISTS (SELECT 1 FROM (SELECT i.customer, i.place_fold AS region FROM customer_identity i WHERE i.kind = 3"
          " AND i.place_fold <> '' UNION ALL SELECT l.customer, fold_region(lead_region(l.detail)) FROM lead l"
          " WHERE l.customer <> 0) x JOIN " +
          wanted + " ON strpos(x.region, w.region) > 0 WHERE x.customer = r.id) AND ";
    }
    return "(" + near + "EXISTS (SELECT 1 FROM fold_region(customer_region(r.id)) AS h(region) JOIN " + wanted +
           " ON CASE WHEN w.region = '' THEN h.region = '' ELSE strpos(h.region, w.region) > 0 END))";
  }

  std::string Number(double number) { return where_.BindText(NumberText(number)) + "::numeric"; }

  static std::vector<std::int64_t> IntsOf(const CustomerCondition& leaf) {
    std::vector<std::int64_t> numbers;
    for (const std::string& text : leaf.texts) numbers.push_back(std::stoll(text));
    return numbers;
  }

  Accounts AccountsOf(const CustomerCondition& leaf) {
    std::vector<EmployeeRef> employees;
    for (const ConditionParty& party : leaf.parties) employees.push_back({party.source, party.id});
    return AllOfPersons(connection_, sources_, employees);
  }

  Accounts DepartmentsOf(const CustomerCondition& leaf) {
    std::vector<DepartmentRef> departments;
    for (const ConditionParty& party : leaf.parties) departments.push_back({party.source, std::stoll(party.id)});
    return EmployeesOf(connection_, sources_, departments);
  }

  std::string Unnest(const Accounts& accounts) {
    const std::string sources = where_.BindInts(accounts.sources);
    return "unnest(" + sources + "::bigint[], " + where_.BindTexts(accounts.ids) + "::text[])";
  }

  std::string OwnedBy(const Accounts& accounts) {
    return "EXISTS (SELECT 1 FROM ownership o WHERE o.customer = r.id AND NOT o.merged AND o.owner_id <> ''"
           " AND (o.owner_source, o.owner_id) IN (SELECT * FROM " +
           Unnest(accounts) + "))";
  }

  static std::string Served(const CustomerCondition& leaf) {
    std::string text;
    for (const std::string& word : leaf.texts) {
      const std::string given = word == "owned"  ? "o.owner_id <> ''"
                                : word == "pool" ? "o.pool <> 0"
                                                 : "(o.owner_id <> '' OR o.pool <> 0)";
      text += (text.empty() ? "(" : " OR ") + std::string(word == "nobody" ? "NOT " : "") +
              "EXISTS (SELECT 1 FROM ownership o WHERE o.customer = r.id AND NOT o.merged AND " + given + ")";
    }
    return text + ")";
  }

  /// A tag is named by what people call it, or by its id.
  std::string Tagged(const std::vector<std::string>& tags) {
    const std::string given = where_.BindTexts(tags) + "::text[]";
    return "EXISTS (SELECT 1 FROM " + std::string(kFollowed) + kFollowedWhere + " AND f.tags && (" + given +
           " || array(SELECT t.id FROM customer_tag t WHERE t.name = ANY(" + given + "))))";
  }

  std::string Tags(const CustomerCondition& leaf) {
    if (leaf.op == Operator::kAny) return Tagged(leaf.texts);
    if (leaf.op == Operator::kNone) return "NOT " + Tagged(leaf.texts);
    std::string text;
    for (const std::string& tag : leaf.texts) text += (text.empty() ? "(" : " AND ") + Tagged({tag});
    return text + ")";
  }

  std::string AgoBound(double days) {
    return where_.BindInt(time_.now - static_cast<TimeMs>(std::llround(days * static_cast<double>(kDay))));
  }

  /// He has a row of which `test` holds.
  static std::string Has(const std::string& rows, const std::string& test) {
    return "EXISTS (SELECT 1 FROM " + rows + " WHERE " + test + " AND i.customer = r.id)";
  }

  /// The sum over his rows of which `test` holds is at least, or above, a positive number. One is found without adding
  /// up. Else those of whom it holds are a set, which the planner asks for one customer at a time or once for all; as a
  /// plain EXISTS it would be a join, and always the latter.
  std::string HasAtLeast(const std::string& rows, const std::string& test, const std::string& sum, const char* compare,
                         double number) {
    if (number <= 1 && sum.starts_with("count")) return Has(rows, test);
    return "(EXISTS (SELECT 1 FROM (SELECT i.customer FROM " + rows + " WHERE " + test +
           " GROUP BY i.customer HAVING " + sum + " " + compare + " " + Number(number) +
           ") of_all WHERE of_all.customer = r.id)) IS TRUE";
  }

  /// The last word, of somebody who was never spoken to the longest ago.
  std::string Since(const CustomerCondition& leaf, const std::string& last) {
    if (leaf.op == Operator::kAtLeast) return "NOT " + Has(kContacts, last + " > " + AgoBound(leaf.number));
    return Has(kContacts, last + " >= " + AgoBound(leaf.number));
  }

  std::string Counted(const CustomerCondition& leaf, const std::string& amount) {
    const bool at_least = leaf.op == Operator::kAtLeast;
    if (leaf.number < 0 || (at_least && leaf.number == 0)) return at_least ? "true" : "false";
    const std::int64_t today = DayOf(time_.now, time_.zone_minutes);
    const std::string days = "a.day > " + where_.BindInt(today - leaf.days) + " AND a.day <= " + where_.BindInt(today);
    // Whole numbers: one row with anything in it is one at least.
    if (at_least ? leaf.number <= 1 : leaf.number < 1) {
      return std::string(at_least ? "" : "NOT ") + Has(kDays, days + " AND " + amount + " > 0");
    }
    return std::string(at_least ? "" : "NOT ") +
           HasAtLeast(kDays, days, "sum(" + amount + ")", at_least ? ">=" : ">", leaf.number);
  }

  /// Paid and done orders of the last days of which `test` holds.
  std::string Recent(const CustomerCondition& leaf, const std::string& test) {
    if (leaf.days == 0) return test;
    const std::int64_t first = DayOf(time_.now, time_.zone_minutes) - leaf.days + 1;
    return test + " AND o.ordered_at >= " + where_.BindInt(Midnight(first, time_.zone_minutes));
  }

  std::string Orders(const CustomerCondition& leaf) {
    const bool at_least = leaf.op == Operator::kAtLeast;
    const double least = at_least ? std::ceil(leaf.number) : std::floor(leaf.number) + 1;
    if (least <= 0) return "true";
    return std::string(at_least ? "" : "NOT ") + HasAtLeast(kBought, Recent(leaf, kSold), "count(*)", ">=", least);
  }

  std::string OrderValue(const CustomerCondition& leaf) {
    const bool at_least = leaf.op == Operator::kAtLeast;
    if (at_least && leaf.number <= 0) return "true";
    double units = 1;
    for (int i = MinorDigits(leaf.key).value_or(2); i > 0; --i) units *= 10;
    const std::string test = Recent(leaf, kSold + " AND o.currency = " + where_.BindText(leaf.key));
    return std::string(at_least ? "" : "NOT ") +
           HasAtLeast(kBought, test, "sum(o.amount)", at_least ? ">=" : ">", std::round(leaf.number * units));
  }

  /// Of somebody who never bought, the longest ago.
  std::string LastOrder(const CustomerCondition& leaf) {
    const bool at_least = leaf.op == Operator::kAtLeast;
    return (at_least ? "NOT " : "") +
           Has(kBought, kSold + " AND o.ordered_at " + (at_least ? "> " : ">= ") + AgoBound(leaf.number));
  }

  std::string FirstContact(const CustomerCondition& leaf) {
    const std::string talks = TalksOf("conversation", "c");
    const bool before = leaf.op == Operator::kBefore;
    const std::int64_t day = DayOf(leaf.texts.at(0)) + (before ? 0 : 1);
    const std::string bound = where_.BindInt(Midnight(day, time_.zone_minutes));
    const std::string earlier = Has(talks, "c.first_at < " + bound);
    return before ? earlier : "(" + Has(talks, "c.first_at >= " + bound) + " AND NOT " + earlier + ")";
  }

  std::string Added(const CustomerCondition& leaf) {
    const std::string bound = AgoBound(leaf.number);
    const auto added = [](const std::string& test) {
      return "EXISTS (SELECT 1 FROM " + std::string(kFollowed) + kFollowedWhere + " AND f.added_at <> 0 AND " + test +
             ")";
    };
    if (leaf.op == Operator::kAtMost) return added("f.added_at >= " + bound);
    return "(" + added("f.added_at <= " + bound) + " AND NOT " + added("f.added_at > " + bound) + ")";
  }

  std::string Field(const CustomerCondition& leaf) {
    const std::string value = "coalesce(r.fields::jsonb ->> " + where_.BindText(leaf.key) + "::text, '')";
    const auto when = [&](const char* form, const std::string& test) {
      return "CASE WHEN " + value + " ~ " + form + " THEN " + test + " ELSE false END";
    };
    const auto day = [&](const std::string& text) { return where_.BindText(text) + "::text COLLATE \"C\""; };
    const std::int64_t today = DayOf(time_.now, time_.zone_minutes);
    const auto span = static_cast<std::int64_t>(leaf.number);
    switch (leaf.op) {
      case Operator::kIs: return value + " = " + where_.BindText(leaf.texts.at(0)) + "::text";
      case Operator::kIn: return value + " = ANY(" + where_.BindTexts(leaf.texts) + "::text[])";
      case Operator::kContains:
        return "strpos(lower(" + value + "), lower(" + where_.BindText(leaf.texts.at(0)) + ")) > 0";
      case Operator::kAtLeast: return when(kDecimal, "(" + value + ")::numeric >= " + Number(leaf.number));
      case Operator::kAtMost: return when(kDecimal, "(" + value + ")::numeric <= " + Number(leaf.number));
      case Operator::kBefore: return when(kDate, value + " < " + day(leaf.texts.at(0)));
      case Operator::kAfter: return when(kDate, value + " > " + day(leaf.texts.at(0)));
      case Operator::kPastDays:
        return when(kDate, value + " > " + day(DayText(today - span)) + " AND " + value + " <= " + day(DayText(today)));
      case Operator::kNextDays:
        return when(kDate, value + " >= " + day(DayText(today)) + " AND " + value + " < " + day(DayText(today + span)));
      default: return leaf.truth ? value + " <> ''" : value + " = ''";
    }
  }

  std::string Named(const std::string& text) {
    const std::string found = "strpos(r.terms, " + where_.BindText(text::FoldForSearch(text).text) + ") > 0";
    const std::vector<std::int32_t> codes = text::QueryBigrams(text);
    return codes.empty() ? found : "(r.grams @> " + where_.BindInt4s(codes) + " AND " + found + ")";
  }

  db::Connection& connection_;
  Sources& sources_;
  const ConditionTime& time_;
  SqlWhere& where_;
};

}  // namespace

std::string ConditionSql(db::Connection& connection, Sources& sources, const CustomerCondition& condition,
                         const ConditionTime& time, SqlWhere& where) {
  return Writer(connection, sources, time, where).Write(condition);
}

void AndCondition(db::Connection& connection, Sources& sources, const CustomerCondition& condition,
                  const ConditionTime& time, SqlWhere& where) {
  if (condition.join != CustomerCondition::Join::kAll) {
    return where.And(ConditionSql(connection, sources, condition, time, where));
  }
  for (const CustomerCondition& part : condition.parts) AndCondition(connection, sources, part, time, where);
}

}  // namespace custos::storage
