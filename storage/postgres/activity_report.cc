// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/activity_report.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <tuple>

#include "storage/postgres/people.h"

namespace custos::storage {
namespace {

// Of an employee: his directory and id. Of a team: its directory and number. Of time: the first day, and nothing.
using Key = std::pair<std::int64_t, std::string>;
using Table = std::map<Key, ActivityCounts>;

// The record of a customer by his id within a directory, or by his number.
const std::string kIdentity =
    " LEFT JOIN customer_identity i ON i.kind = CASE WHEN a.party_id ~ '^[0-9]+$' THEN 3 ELSE 1 END"
    " AND i.scope = CASE WHEN a.party_id ~ '^[0-9]+$' THEN 0 ELSE a.source_id END AND i.value = a.party_id";
// Contacts that stand: nothing has ended them since they were last added.
const std::string kStands =
    "NOT EXISTS (SELECT 1 FROM customer_event e WHERE e.party_id = a.party_id AND e.source_id = a.source_id"
    " AND e.employee_id = a.employee_id AND e.kind IN (6, 7, 8)"
    " AND NOT EXISTS (SELECT 1 FROM customer_event n WHERE n.party_id = e.party_id AND n.source_id = e.source_id"
    "  AND n.employee_id = e.employee_id AND n.kind = 1 AND (n.at, n.id) > (e.at, e.id)))";
const std::string kSpokenTo = "a.messages_out + a.sms_out + a.calls_reached + a.calls_in > 0";

std::string DayOf(const std::string& at, std::int32_t zone_minutes) {
  return "floor((" + at + " + " + std::to_string(TimeMs{zone_minutes} * 60'000) + ") / 86400000.0)::int";
}

/// Two expressions, over `a` with source_id, employee_id and day, that name the row; all in one without `by`.
std::pair<std::string, std::string> KeyOf(const std::optional<ActivityBy>& by) {
  if (!by) return {"0", "''"};
  switch (*by) {
    case ActivityBy::kEmployee: return {"coalesce(f.source_id, a.source_id)", "coalesce(f.employee_id, a.employee_id)"};
    case ActivityBy::kTeam: return {"a.source_id", "coalesce(m.main_department, 0)::text"};
    case ActivityBy::kDay: return {"a.day", "''"};
    case ActivityBy::kWeek: return {"a.day - ((a.day + 3) % 7 + 7) % 7", "''"};
    case ActivityBy::kMonth: return {"date_trunc('month', date '1970-01-01' + a.day)::date - date '1970-01-01'", "''"};
  }
  return {"0", "''"};
}

class Report {
 public:
  Report(db::Connection& connection, const std::optional<Accounts>& accounts, const Joined& joined,
         const ActivityQuery& query, std::optional<ActivityBy> by, std::int32_t zone_minutes, TimeMs now)
      : connection_(connection),
        accounts_(accounts),
        joined_(joined),
        query_(query),
        by_(by),
        zone_minutes_(zone_minutes),
        now_(now) {}

  Table Make() {
    Sums();
    Replies();
    Events();
    Contacted();
    Owned();
    if (!by_ || *by_ == ActivityBy::kEmployee || *by_ == ActivityBy::kTeam) {
      Followed();
      Served();
    }
    return std::move(table_);
  }

 private:
  /// "SELECT key, key, values FROM from WHERE … GROUP BY 1, 2"; `from` names its rows a.
  db::Rows Ask(const std::string& values, const std::string& from, SqlWhere where, const std::string& more_keys = {}) {
    const auto [first, second] = KeyOf(by_);
    AndOf(where, "a", accounts_);
    std::string whose;
    if (by_ == ActivityBy::kTeam) whose = " LEFT JOIN employee m ON m.source_id = a.source_id AND m.id = a.employee_id";
    if (by_ == ActivityBy::kEmployee) whose = FirstOf("a", "f", joined_, where);
    return connection_.Query("SELECT " + first + ", " + second + ", " + values + " FROM " + from + whose + where.text +
                                 " GROUP BY 1, 2" + more_keys,
                             where.params);
  }
  SqlWhere InRange() const {
    SqlWhere where;
    where.And("a.day >= " + where.BindInt(query_.from_day) + " AND a.day <= " + where.BindInt(query_.until_day));
    return where;
  }
  ActivityCounts& Row(const db::Rows& rows, std::size_t i) { return table_[{rows.Int(i, 0), rows.Text(i, 1)}]; }

  void Sums() {
    const db::Rows rows =
        Ask("sum(messages_out)::bigint, sum(messages_in)::bigint, sum(group_out)::bigint, sum(sms_out)::bigint,"
            " sum(sms_in)::bigint, sum(calls_out)::bigint, sum(calls_reached)::bigint, sum(calls_in)::bigint,"
            " sum(calls_missed)::bigint, sum(talk_s)::bigint, sum(questions)::bigint, sum(replies)::bigint,"
            " sum(reply_ms)::bigint",
            "activity_day a", InRange());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      ActivityCounts& counts = Row(rows, i);
      std::uint64_t* const members[] = {
          &counts.messages_out, &counts.messages_in,   &counts.group_out, &counts.sms_out,      &counts.sms_in,
          &counts.calls_out,    &counts.calls_reached, &counts.calls_in,  &counts.calls_missed, &counts.talk_s,
          &counts.questions,    &counts.replies,       &counts.reply_ms};
      int column = 2;
      for (std::uint64_t* const member : members) *member = rows.Id(i, column++);
    }
  }

  void Replies() {
    const db::Rows rows = Ask("a.bucket, sum(a.replies)::bigint", "activity_reply a", InRange(), ", a.bucket");
    for (std::size_t i = 0; i < rows.size(); ++i) {
      ReplyBuckets& buckets = Row(rows, i).reply_times;
      buckets[std::min<std::size_t>(rows.Id(i, 2), buckets.size() - 1)] += rows.Id(i, 3);
    }
  }

  void Events() {
    const TimeMs zone = TimeMs{zone_minutes_} * 60'000;
    SqlWhere where;
    const std::string from = where.BindInt(query_.from_day * 86'400'000 - zone);
    const std::string until = where.BindInt((query_.until_day + 1) * 86'400'000 - zone);
    const std::string range = " >= " + from + " AND e.at < " + until;
    // A contact that the directory shows as added counts also where no event told of it.
    const std::string events =
        "(SELECT " + DayOf("e.at", zone_minutes_) +
        " AS day, e.source_id, e.employee_id, e.party_id, e.kind, e.at, e.id FROM customer_event e WHERE e.at" + range +
        " AND e.party_id <> '' AND e.kind IN (1, 6, 7) UNION ALL SELECT " + DayOf("e.at", zone_minutes_) +
        ", e.source_id, e.employee_id, e.customer_id, 1, e.at, 0 FROM (SELECT *, added_at AS at FROM follow_relation) e"
        " WHERE e.at" +
        range + ") a";
    const db::Rows rows =
        Ask("count(DISTINCT (a.source_id, a.employee_id, a.party_id)) FILTER (WHERE a.kind = 1),"
            " count(*) FILTER (WHERE a.kind = 6), count(*) FILTER (WHERE a.kind = 7)",
            events, where);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      ActivityCounts& counts = Row(rows, i);
      counts.added = rows.Id(i, 2);
      counts.deleted_by_employee = rows.Id(i, 3);
      counts.deleted_by_customer = rows.Id(i, 4);
    }
    // Lost: the last that happened to the contact within the row is that somebody deleted it.
    const std::string row_of = by_ == ActivityBy::kDay || by_ == ActivityBy::kWeek || by_ == ActivityBy::kMonth
                                   ? KeyOf(by_).first
                                   : std::string("0::int");  // a bare number would be a position
    const std::string last = "(SELECT DISTINCT ON (" + row_of + ", a.source_id, a.employee_id, a.party_id) a.* FROM " +
                             events + " ORDER BY " + row_of +
                             ", a.source_id, a.employee_id, a.party_id, a.at DESC, a.id DESC) a";
    where.And("a.kind IN (6, 7)");
    const db::Rows lost = Ask("count(*)", last, where);
    for (std::size_t i = 0; i < lost.size(); ++i) Row(lost, i).lost = lost.Id(i, 2);
  }

  void Contacted() {
    SqlWhere where = InRange();
    where.And(kSpokenTo);
    const db::Rows rows = Ask("count(DISTINCT coalesce(i.customer::text, '/' || a.party_id))",
                              "activity_contact_day a" + kIdentity, where);
    for (std::size_t i = 0; i < rows.size(); ++i) Row(rows, i).contacted = rows.Id(i, 2);
  }

  void Owned() {
    const TimeMs zone = TimeMs{zone_minutes_} * 60'000;
    SqlWhere where;
    const std::string from = where.BindInt(query_.from_day * 86'400'000 - zone);
    const std::string range =
        " >= " + from + " AND e.at < " + where.BindInt((query_.until_day + 1) * 86'400'000 - zone);
    const std::string day = DayOf("e.at", zone_minutes_) + " AS day";
    // Who lost a customer is the owner that the newest step before made: an assignment or a claim, unless a return came
    // after it.
    const std::string steps =
        "(SELECT e.employee_source AS source_id, e.employee_id, " + day +
        ", CASE WHEN e.act = 2 THEN 'claimed' ELSE 'assigned' END AS what FROM ownership_entry e WHERE e.at" + range +
        " AND e.act IN (1, 2) UNION ALL SELECT p.employee_source, p.employee_id, " + day +
        ", CASE WHEN e.act = 3 THEN 'returned' ELSE 'passed_on' END FROM ownership_entry e CROSS JOIN LATERAL (SELECT"
        " o.* FROM ownership_entry o WHERE o.customer = e.customer AND o.line = e.line AND o.leaf < e.leaf"
        " AND o.act IN (1, 2, 3) ORDER BY o.leaf DESC LIMIT 1) p WHERE e.at" +
        range + " AND e.act IN (1, 2, 3) AND p.act IN (1, 2) UNION ALL SELECT h.source_id, i.taker, " +
        DayOf("i.changed_at", zone_minutes_) +
        ", 'handed_over' FROM handover_item i JOIN handover h ON h.id = i.handover WHERE i.kind = 1 AND i.state = 3"
        " AND i.changed_at >= " +
        from + ") a";
    const std::string days = "a.day >= " + where.BindInt(query_.from_day) + " AND a.day <= ";
    where.And(days + where.BindInt(query_.until_day));
    const auto count = [](const char* what) { return "count(*) FILTER (WHERE a.what = '" + std::string(what) + "')"; };
    const db::Rows rows = Ask(count("claimed") + ", " + count("assigned") + ", " + count("handed_over") + ", " +
                                  count("returned") + ", " + count("passed_on"),
                              steps, where);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      ActivityCounts& counts = Row(rows, i);
      std::uint64_t* const members[] = {&counts.claimed, &counts.assigned, &counts.handed_over, &counts.returned,
                                        &counts.passed_on};
      int column = 2;
      for (std::uint64_t* const member : members) *member = rows.Id(i, column++);
    }
  }

  void Followed() {
    SqlWhere where;
    where.And(kStands);
    const db::Rows rows =
        Ask("count(DISTINCT i.customer)",
            "(SELECT source_id, employee_id, customer_id AS party_id FROM follow_relation) a"
            " JOIN customer_identity i ON i.kind = 1 AND i.scope = a.source_id AND i.value = a.party_id",
            where);
    for (std::size_t i = 0; i < rows.size(); ++i) Row(rows, i).followed = rows.Id(i, 2);
  }

  /// Whoever serves a customer has spoken to him with whichever of his accounts.
  void Served() {
    SqlWhere where;
    const std::string range =
        "a.day >= " + where.BindInt(query_.from_day) + " AND a.day <= " + where.BindInt(query_.until_day);
    const std::string spoken =
        "(SELECT DISTINCT coalesce(p.source_id, a.source_id) AS source_id,"
        " coalesce(p.employee_id, a.employee_id) AS employee_id, i.customer"
        " FROM activity_contact_day a" +
        kIdentity + FirstOf("a", "p", joined_, where) + " WHERE " + range + " AND " + kSpokenTo +
        " AND i.customer IS NOT NULL)";
    const std::string lent = "borrower_id <> '' AND lent_until > " + where.BindInt(now_);
    const std::string served =
        "(SELECT owner_source AS source_id, owner_id AS employee_id, customer FROM ownership"
        " WHERE NOT merged AND owner_id <> '' AND NOT (" +
        lent + ") UNION ALL SELECT borrower_source, borrower_id, customer FROM ownership WHERE NOT merged AND " + lent +
        ") a" + FirstOf("a", "o", joined_, where) + " LEFT JOIN " + spoken +
        " s ON s.source_id = coalesce(o.source_id, a.source_id)"
        " AND s.employee_id = coalesce(o.employee_id, a.employee_id) AND s.customer = a.customer";
    const db::Rows rows = Ask("count(DISTINCT a.customer), count(DISTINCT s.customer)", served, where);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      ActivityCounts& counts = Row(rows, i);
      counts.served = rows.Id(i, 2);
      counts.served_contacted = rows.Id(i, 3);
    }
  }

  db::Connection& connection_;
  const std::optional<Accounts>& accounts_;
  const Joined& joined_;
  const ActivityQuery& query_;
  const std::optional<ActivityBy> by_;
  const std::int32_t zone_minutes_;
  const TimeMs now_;
  Table table_;
};

constexpr char kTeamNames[] =
    "SELECT d.source_id, d.id, d.name FROM unnest($1::bigint[], $2::bigint[]) AS k(source_id, id)"
    " JOIN department d ON d.source_id = k.source_id AND d.id = k.id";

std::int64_t NumberOf(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::vector<ActivityRow> OfEmployees(db::Connection& connection, Sources& sources, const Joined& joined,
                                     const Table& table) {
  std::map<Key, std::uint64_t> accounts;
  for (std::size_t i = 0; i < joined.firsts.ids.size(); ++i) {
    ++accounts[{joined.firsts.sources[i], joined.firsts.ids[i]}];
  }
  People people(connection, sources);
  for (const auto& [key, counts] : table) people.Want(static_cast<int>(key.first), PartyKind::kStaff, key.second);
  people.Load();
  std::vector<ActivityRow> rows;
  for (const auto& [key, counts] : table) {
    ActivityRow& row = rows.emplace_back();
    row.employee = people.Get(static_cast<int>(key.first), PartyKind::kStaff, key.second);
    row.accounts = std::max<std::uint64_t>(1, accounts[key]);
    row.counts = counts;
  }
  std::stable_sort(rows.begin(), rows.end(), [](const ActivityRow& one, const ActivityRow& other) {
    return one.employee->name < other.employee->name;
  });
  return rows;
}

std::vector<ActivityRow> OfTeams(db::Connection& connection, Sources& sources, const Table& table) {
  std::vector<std::int64_t> source_ids, ids;
  for (const auto& [key, counts] : table) {
    source_ids.push_back(key.first);
    ids.push_back(NumberOf(key.second));
  }
  std::map<std::pair<std::int64_t, std::int64_t>, std::string> names;
  const db::Rows found = connection.Query(kTeamNames, db::Params().IntArray(source_ids).IntArray(ids));
  for (std::size_t i = 0; i < found.size(); ++i) names[{found.Int(i, 0), found.Int(i, 1)}] = found.Text(i, 2);
  std::vector<ActivityRow> rows;
  for (const auto& [key, counts] : table) {
    const std::int64_t id = NumberOf(key.second);
    ActivityRow& row = rows.emplace_back();
    row.team = {sources.NameOf(connection, static_cast<int>(key.first)), id};
    row.team_name = names[{key.first, id}];
    row.counts = counts;
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const ActivityRow& one, const ActivityRow& other) { return one.team_name < other.team_name; });
  return rows;
}

}  // namespace

ActivityReport MakeReport(db::Connection& connection, Sources& sources, const std::optional<Accounts>& accounts,
                          const ActivityQuery& query, std::int32_t zone_minutes, TimeMs now) {
  ActivityReport report;
  const Joined joined = LoadJoined(connection, accounts);
  const Table table = Report(connection, accounts, joined, query, query.by, zone_minutes, now).Make();
  if (query.by == ActivityBy::kEmployee) {
    report.rows = OfEmployees(connection, sources, joined, table);
  } else if (query.by == ActivityBy::kTeam) {
    report.rows = OfTeams(connection, sources, table);
  } else {
    for (const auto& [key, counts] : table) {
      ActivityRow& row = report.rows.emplace_back();
      row.first_day = key.first;
      row.counts = counts;
    }
  }
  const Table total = Report(connection, accounts, joined, query, std::nullopt, zone_minutes, now).Make();
  if (!total.empty()) report.total = total.begin()->second;
  return report;
}

}  // namespace custos::storage
