// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/customer_condition_sql.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

#include "core/text/bigrams.h"

namespace custos::storage {
namespace {

using Subject = ConditionSubject;
using Operator = ConditionOperator;

constexpr TimeMs kHour = 3'600'000;
constexpr TimeMs kDay = 24 * kHour;

// How the customer is called in the tables of people (i: his identities), and in those of conversations.
constexpr char kHis[] = "(i.kind IN (3, 4) OR (i.kind = 1 AND a.source_id = i.scope)) WHERE i.customer = r.id";
constexpr char kTalks[] =
    "customer_identity i JOIN conversation_party p ON p.party_id = i.value AND p.kind = 2 AND NOT p.in_group"
    " JOIN source s ON s.source_id = p.source_id AND (i.kind IN (3, 4) OR (i.kind = 1"
    "  AND i.scope = coalesce(s.directory_id, p.source_id)))";
constexpr char kFollowed[] =
    "customer_identity i JOIN follow_relation f ON f.source_id = i.scope AND f.customer_id = i.value";
constexpr char kFollowedWhere[] = " WHERE i.kind = 1 AND i.customer = r.id";
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
        return "EXISTS (SELECT 1 FROM customer_identity i JOIN activity_talk a ON a.party_id = i.value"
               " AND a.open_at <> 0 AND a.open_at <= " +
               where_.BindInt(since) + " AND " + kHis + ")";
      }
      case Subject::kPhone:
        return std::string(leaf.truth ? "" : "NOT ") +
               "EXISTS (SELECT 1 FROM customer_identity i WHERE i.kind = 3 AND i.customer = r.id)";
      case Subject::kField: return Field(leaf);
      case Subject::kName: return Named(leaf.texts.at(0));
      case Subject::kCompany: return "strpos(lower(r.corp_name), lower(" + where_.BindText(leaf.texts.at(0)) + ")) > 0";
      case Subject::kAlerts:
        return "(SELECT count(*) FROM alert l WHERE l.state IN (0, 1, 5) AND l.head_id = 0 AND l.conversation_id IN"
               " (SELECT p.conversation_id FROM " +
               std::string(kTalks) + " WHERE i.customer = r.id)) >= " + Number(leaf.number);
    }
    return "false";
  }

  static std::string In(const CustomerCondition& leaf, const std::string& predicate) {
    return leaf.op == Operator::kNotIn ? "NOT (" + predicate + ")" : predicate;
  }

  std::string Number(double number) { return where_.BindText(NumberText(number)) + "::numeric"; }

  static std::vector<std::int64_t> IntsOf(const CustomerCondition& leaf) {
    std::vector<std::int64_t> numbers;
    for (const std::string& text : leaf.texts) numbers.push_back(std::stoll(text));
    return numbers;
  }

  Accounts AccountsOf(const CustomerCondition& leaf) {
    Accounts accounts;
    for (const ConditionParty& party : leaf.parties) {
      accounts.sources.push_back(sources_.Find(connection_, party.source));
      accounts.ids.push_back(party.id);
    }
    return accounts;
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

  std::string Since(const CustomerCondition& leaf, const std::string& last) {
    return "coalesce((SELECT max(" + last +
           ") FROM customer_identity i JOIN activity_contact a ON a.party_id = i.value AND " + kHis + "), 0) " +
           (leaf.op == Operator::kAtLeast ? "<= " : ">= ") + AgoBound(leaf.number);
  }

  std::string Counted(const CustomerCondition& leaf, const std::string& amount) {
    const std::int64_t today = DayOf(time_.now, time_.zone_minutes);
    return "coalesce((SELECT sum(" + amount +
           ") FROM customer_identity i JOIN activity_contact_day a ON a.party_id = i.value AND a.day > " +
           where_.BindInt(today - leaf.days) + " AND a.day <= " + where_.BindInt(today) + " AND " + kHis + "), 0) " +
           (leaf.op == Operator::kAtLeast ? ">= " : "<= ") + Number(leaf.number);
  }

  std::string FirstContact(const CustomerCondition& leaf) {
    const std::int64_t day = DayOf(leaf.texts.at(0));
    const bool before = leaf.op == Operator::kBefore;
    return "coalesce((SELECT min(c.first_at) FROM " + std::string(kTalks) +
           " JOIN conversation c ON c.conversation_id = p.conversation_id WHERE i.customer = r.id) " +
           (before ? "< " : ">= ") + where_.BindInt(Midnight(before ? day : day + 1, time_.zone_minutes)) + ", false)";
  }

  std::string Added(const CustomerCondition& leaf) {
    return "coalesce((SELECT max(f.added_at) FROM " + std::string(kFollowed) + kFollowedWhere +
           " AND f.added_at <> 0) " + (leaf.op == Operator::kAtLeast ? "<= " : ">= ") + AgoBound(leaf.number) +
           ", false)";
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
