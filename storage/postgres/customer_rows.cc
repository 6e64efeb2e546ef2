// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/customer_rows.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <tuple>

#include "core/text/bigrams.h"
#include "storage/postgres/asked_accounts.h"
#include "storage/postgres/cursor.h"
#include "storage/postgres/customer_merge.h"
#include "storage/postgres/customer_timeline.h"
#include "storage/postgres/people.h"

namespace custos::storage {
namespace {

constexpr char kCursorTag = 'u';
constexpr std::size_t kMostPerPage = 200;
constexpr std::size_t kMostEmployees = 5;
constexpr std::size_t kMostAlike = 10;

constexpr char kRecords[] = "SELECT id, name, corp_name, avatar, grade, stage FROM customer_record WHERE id = ANY($1)";
constexpr char kPhones[] =
    "SELECT customer, value FROM customer_identity WHERE kind = 3 AND customer = ANY($1) ORDER BY customer, since, "
    "value";
constexpr char kFollowers[] =
    "SELECT i.customer, f.source_id, f.employee_id, array_to_string(ARRAY(SELECT coalesce(t.name, tag) FROM"
    " unnest(f.tags) AS tag LEFT JOIN customer_tag t ON t.source_id = f.source_id AND t.id = tag), chr(10))"
    " FROM customer_identity i JOIN follow_relation f ON f.source_id = i.scope AND f.customer_id = i.value"
    " WHERE i.kind = 1 AND i.customer = ANY($1) ORDER BY i.customer, f.added_at DESC";
constexpr char kOwners[] =
    "SELECT customer, owner_source, owner_id FROM ownership WHERE customer = ANY($1) AND owner_id <> '' AND NOT merged"
    " ORDER BY customer, line";
constexpr char kLast[] =
    "SELECT i.customer, max(c.last_at) FROM customer_identity i"
    " JOIN conversation_party p ON p.party_id = party_of_identity(i.kind, i.value) AND p.kind = 2 AND NOT p.in_group"
    " JOIN source s ON s.source_id = p.source_id JOIN conversation c ON c.conversation_id = p.conversation_id"
    " WHERE i.customer = ANY($1) AND (i.kind IN (2, 3, 4, 5) OR (i.kind = 1"
    "  AND i.scope = coalesce(s.directory_id, p.source_id))) GROUP BY i.customer";
constexpr char kRest[] =
    "SELECT version, name_from, own_name, fields, created_at, grade_from, stage_from, customer_region(id)"
    " FROM customer_record WHERE id = "
    "$1";
constexpr char kFields[] = "SELECT key, value FROM jsonb_each_text($1::jsonb) ORDER BY key";
constexpr char kIdentities[] =
    "SELECT kind, scope, value, reason, confidence, source_id, since FROM customer_identity WHERE customer = $1"
    " ORDER BY kind, since, value LIMIT 1000";
constexpr char kRelations[] =
    "SELECT f.source_id, f.employee_id, f.customer_id, f.remark, array_to_string(ARRAY(SELECT coalesce(t.name, tag)"
    " FROM unnest(f.tags) AS tag LEFT JOIN customer_tag t ON t.source_id = f.source_id AND t.id = tag), chr(10)),"
    " f.add_way, f.added_at, n.state, n.changed_at, n.asked_at FROM customer_identity i"
    " JOIN follow_relation f ON f.source_id = i.scope AND f.customer_id = i.value"
    " LEFT JOIN consent n ON n.source_id = f.source_id AND n.kind = 1 AND n.holder = f.employee_id"
    "  AND n.customer_id = f.customer_id WHERE i.customer = $1 AND i.kind = 1"
    " UNION SELECT e.source_id, e.employee_id, e.party_id, '', '', 0, 0, NULL, NULL, NULL FROM customer_identity i "
    "JOIN customer_event e"
    " ON e.party_id = i.value AND (i.kind = 3 OR e.source_id = i.scope)"
    " WHERE i.customer = $1 AND i.kind IN (1, 3) AND e.party_id <> ''"
    " AND NOT EXISTS (SELECT 1 FROM follow_relation f WHERE f.source_id = e.source_id"
    "  AND f.employee_id = e.employee_id AND f.customer_id = e.party_id)"
    " ORDER BY 7 DESC, 2 LIMIT 2000";
constexpr char kHistory[] =
    ", e.party_id FROM customer_identity i JOIN customer_event e"
    " ON e.party_id = i.value AND (i.kind = 3 OR e.source_id = i.scope)"
    " WHERE i.customer = $1 AND i.kind IN (1, 3) AND e.party_id <> '' ORDER BY e.at, e.id LIMIT 5000";
constexpr char kVolume[] =
    "SELECT coalesce(sum(messages), 0), coalesce(min(first_at), 0) FROM conversation WHERE conversation_id = ANY($1)";
constexpr char kAlike[] = "SELECT id FROM customer_record r WHERE name = $1 AND id <> $2 AND merged_into IS NULL";

std::vector<std::string> Lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (end > 0) lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

/// The digits of what may be a number; empty for anything else.
std::string DigitsOf(const std::string& text) {
  std::string digits;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      digits += c;
    } else if (c != ' ' && c != '-' && c != '+') {
      return {};
    }
  }
  return digits.size() >= 5 ? digits : std::string();
}

/// By a name, or by a whole number with or without the country code of the mainland. Each is looked up in its own
/// index: either of the two as a plain condition would have every record read.
void AndFound(SqlWhere& where, const std::string& text) {
  if (text.empty()) return;
  std::string found = "SELECT NULL::bigint WHERE false";
  if (const std::vector<std::int32_t> codes = text::QueryBigrams(text); !codes.empty()) {
    const std::string bound = where.BindInt4s(codes);
    found += " UNION ALL SELECT n.id FROM customer_record n WHERE n.grams @> " + bound + " AND strpos(n.terms, " +
             where.BindText(text::FoldForSearch(text).text) + ") > 0";
  }
  if (const std::string digits = DigitsOf(text); !digits.empty()) {
    found +=
        " UNION ALL SELECT i.customer FROM customer_identity i WHERE i.kind = 3 AND i.scope = 0 AND i.value = ANY(" +
        where.BindTexts({digits, "86" + digits}) + "::text[])";
  }
  where.And("r.id IN (" + found + ")");
}

std::string FollowedBy(SqlWhere& where, const Accounts& accounts) {
  const std::string sources = where.BindInts(accounts.sources);
  return "SELECT i.customer FROM unnest(" + sources + "::bigint[], " + where.BindTexts(accounts.ids) +
         "::text[]) AS a(source_id, id) JOIN follow_relation f ON f.source_id = a.source_id AND f.employee_id = a.id"
         " JOIN customer_identity i ON i.kind = 1 AND i.scope = f.source_id AND i.value = f.customer_id";
}

/// Relations put together from what the directory has and what events told.
class Relations {
 public:
  Relations(db::Connection& connection, Sources& sources, const VisibleAccounts& visible)
      : connection_(connection), sources_(sources), visible_(visible) {}

  void Load(CustomerView& view) {
    const db::Params id = db::Params().Int(Signed(view.summary.id));
    const db::Rows rows = connection_.Query(kRelations, id);
    const db::Rows told = connection_.Query("SELECT " + std::string(kEventColumns) + kHistory, id);
    std::map<Key, std::vector<CustomerEvent>> history;
    std::vector<CustomerEvent> events = ReadEvents(connection_, sources_, told);
    for (std::size_t i = 0; i < told.size(); ++i) {
      history[{told.Int(i, 3), told.Text(i, 4), told.Text(i, 9)}].push_back(std::move(events[i]));
    }
    People people(connection_, sources_);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      people.Want(static_cast<int>(rows.Int(i, 0)), PartyKind::kStaff, rows.Text(i, 1));
    }
    people.Load();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!visible_.Covers(rows.Int(i, 0), rows.View(i, 1))) {
        ++view.hidden_relations;
        continue;
      }
      CustomerRelation& relation = view.relations.emplace_back();
      relation.employee = people.Get(static_cast<int>(rows.Int(i, 0)), PartyKind::kStaff, rows.Text(i, 1));
      relation.contact = rows.Text(i, 2);
      relation.remark = rows.Text(i, 3);
      relation.tags = Lines(rows.View(i, 4));
      relation.add_way = static_cast<int>(rows.Int(i, 5));
      relation.added_at = rows.Int(i, 6);
      if (!rows.IsNull(i, 7)) {
        relation.consent = {static_cast<ConsentState>(rows.Int(i, 7)), rows.Int(i, 8), rows.Int(i, 9)};
      }
      relation.history = WithoutTwins(std::move(history[{rows.Int(i, 0), rows.Text(i, 1), rows.Text(i, 2)}]));
      Follow(relation);
    }
  }

 private:
  using Key = std::tuple<std::int64_t, std::string, std::string>;

  /// That they became contacts may be told twice: by an event, and by the directory that was read after it.
  static std::vector<CustomerEvent> WithoutTwins(std::vector<CustomerEvent> events) {
    constexpr TimeMs kClose = 3'600'000;
    const std::vector<CustomerEvent> all = events;
    std::erase_if(events, [&](const CustomerEvent& event) {
      return event.kind == CustomerEventKind::kAdded && event.message_id == 0 &&
             std::any_of(all.begin(), all.end(), [&](const CustomerEvent& other) {
               return other.kind == event.kind && other.message_id != 0 && std::abs(other.at - event.at) <= kClose;
             });
    });
    return events;
  }

  static void Follow(CustomerRelation& relation) {
    relation.state = "stands";
    for (const CustomerEvent& event : relation.history) {
      switch (event.kind) {
        case CustomerEventKind::kAdded:
        case CustomerEventKind::kHalfAdded:
          relation.restored = relation.restored || relation.state != "stands";
          relation.state = "stands";
          if (relation.added_at == 0) relation.added_at = event.at;
          break;
        case CustomerEventKind::kDeletedByEmployee:
        case CustomerEventKind::kDeletedByCustomer:
        case CustomerEventKind::kHandedOver: relation.state = ToString(event.kind); break;
        default: continue;
      }
      relation.changed_at = event.at;
    }
  }

  db::Connection& connection_;
  Sources& sources_;
  const VisibleAccounts& visible_;
};

}  // namespace

std::uint64_t StandingInSight(db::Connection& connection, const VisibleAccounts& visible, std::uint64_t customer) {
  const std::uint64_t standing = visible.nothing() ? 0 : StandingRecord(connection, customer);
  if (standing == 0 || visible.all) return standing;
  SqlWhere where;
  where.And("r.id = " + where.BindInt(static_cast<std::int64_t>(standing)));
  AndInSight(where, "r.id", visible);
  return connection.Query("SELECT 1 FROM customer_record r" + where.text, where.params).empty() ? 0 : standing;
}

void AndInSight(SqlWhere& where, const std::string& column, const VisibleAccounts& visible) {
  if (visible.all) return;
  const std::string followed = FollowedBy(where, visible.accounts);
  const std::string sources = where.BindInts(visible.accounts.sources);
  where.And(column + " IN (" + followed + " UNION " + ServedBy(where, visible.accounts) +
            " UNION SELECT i.customer FROM unnest(" + sources + "::bigint[], " + where.BindTexts(visible.accounts.ids) +
            "::text[]) AS a(source_id, id) JOIN conversation_party q ON q.party_id = a.id"
            " AND q.source_id = a.source_id AND q.kind = 1"
            " JOIN conversation_party p ON p.conversation_id = q.conversation_id AND p.kind = 2"
            " JOIN source s ON s.source_id = p.source_id"
            // Each key by itself, so that every party is looked up instead of all identities being read.
            " CROSS JOIN LATERAL (VALUES (1::smallint, coalesce(s.directory_id, p.source_id)), (3::smallint, 0),"
            " (4::smallint, 0)) k (kind, scope) JOIN customer_identity i ON i.kind = k.kind AND i.scope = k.scope"
            " AND i.value = p.party_id)");
}

namespace {

constexpr std::int64_t kNoBound = std::numeric_limits<std::int64_t>::max();
constexpr std::array<std::int64_t, 2> kWindows{2'000, 20'000};  // records

db::Rows First(db::Connection& connection, const SqlWhere& where, std::size_t limit) {
  return connection.Query(
      "SELECT r.id FROM customer_record r" + where.text + " ORDER BY r.id DESC LIMIT " + std::to_string(limit),
      where.params);
}

// What many fulfil is found among the next records by looking at each; of what few fulfil all are found at once and
// then sorted. Which it is shows itself: the planner, who would have to guess, walks through everybody for nobody.
db::Rows FirstOfWindows(db::Connection& connection, const SqlWhere& where, std::int64_t before, std::size_t limit) {
  for (const std::int64_t window : kWindows) {
    const db::Rows lowest = connection.Query(
        "SELECT min(id), count(*) FROM (SELECT id FROM customer_record WHERE id < $1 ORDER BY id DESC LIMIT $2) w",
        db::Params().Int(before).Int(window));
    if (lowest.Int(0, 1) == 0) break;
    SqlWhere near = where;
    near.And("r.id >= " + near.BindInt(lowest.Int(0, 0)));
    db::Rows rows = First(connection, near, limit);
    if (rows.size() == limit || lowest.Int(0, 1) < window) return rows;
  }
  return connection.Query("SELECT id FROM (SELECT r.id FROM customer_record r" + where.text +
                              " OFFSET 0) found ORDER BY id DESC LIMIT " + std::to_string(limit),
                          where.params);
}

}  // namespace

CustomerPage ListCustomers(db::Connection& connection, Sources& sources, const VisibleAccounts& visible,
                           const CustomerFilter& filter, const ConditionTime& time) {
  SqlWhere where;
  where.And("r.merged_into IS NULL");
  AndInSight(where, "r.id", visible);
  AndFound(where, filter.text);
  if (filter.employee) {
    where.And("r.id IN (" + FollowedBy(where, AllOfPerson(connection, sources, *filter.employee)) + ")");
  }
  if (filter.owner) {
    where.And("r.id IN (" + ServedBy(where, AllOfPerson(connection, sources, *filter.owner)) + ")");
  }
  if (!filter.tag.empty()) {
    const std::string tag = where.BindText(filter.tag);
    where.And(
        "r.id IN (SELECT i.customer FROM customer_tag t JOIN follow_relation f ON f.source_id = t.source_id"
        " AND f.tags <> '{}' AND t.id = ANY(f.tags) JOIN customer_identity i ON i.kind = 1 AND i.scope = f.source_id"
        " AND i.value = f.customer_id WHERE t.name = " +
        tag + " OR t.id = " + tag + ")");
  }
  if (!filter.grade.empty()) where.And("r.grade = " + where.BindText(filter.grade));
  if (!filter.stage.empty()) where.And("r.stage = " + where.BindText(filter.stage));
  if (filter.condition) AndCondition(connection, sources, *filter.condition, time, where);
  const std::int64_t before = filter.cursor.empty() ? kNoBound : ParseCursor(kCursorTag, filter.cursor, 1)[0];
  if (before != kNoBound) where.And("r.id < " + where.BindInt(before));
  const std::size_t limit = std::clamp<std::size_t>(filter.limit, 1, kMostPerPage);
  const bool windowed = filter.condition && visible.all && filter.text.empty();
  const db::Rows rows =
      windowed ? FirstOfWindows(connection, where, before, limit + 1) : First(connection, where, limit + 1);
  std::vector<std::int64_t> ids;
  for (std::size_t i = 0; i < std::min(rows.size(), limit); ++i) ids.push_back(rows.Int(i, 0));
  CustomerPage page;
  page.items = LoadSummaries(connection, sources, visible, ids);
  if (rows.size() > limit) page.next_cursor = MakeCursor(kCursorTag, {ids.back()});
  return page;
}

std::vector<CustomerSummary> LoadSummaries(db::Connection& connection, Sources& sources, const VisibleAccounts& visible,
                                           const std::vector<std::int64_t>& ids) {
  if (ids.empty()) return {};
  const db::Params wanted = db::Params().IntArray(ids);
  std::map<std::int64_t, CustomerSummary> found;
  const db::Rows records = connection.Query(kRecords, wanted);
  for (std::size_t i = 0; i < records.size(); ++i) {
    found[records.Int(i, 0)] = {.id = records.Id(i, 0),
                                .name = records.Text(i, 1),
                                .corp_name = records.Text(i, 2),
                                .avatar = records.Text(i, 3),
                                .grade = records.Text(i, 4),
                                .stage = records.Text(i, 5),
                                .phones = {},
                                .employees = {},
                                .owners = {},
                                .tags = {}};
  }
  const db::Rows phones = connection.Query(kPhones, wanted);
  for (std::size_t i = 0; i < phones.size(); ++i) found[phones.Int(i, 0)].phones.push_back(phones.Text(i, 1));
  const db::Rows followers = connection.Query(kFollowers, wanted);
  People people(connection, sources);
  const db::Rows owners = connection.Query(kOwners, wanted);
  const auto source = [&](std::size_t i) { return static_cast<int>(followers.Int(i, 1)); };
  for (std::size_t i = 0; i < owners.size(); ++i) {
    people.Want(static_cast<int>(owners.Int(i, 1)), PartyKind::kStaff, owners.Text(i, 2));
  }
  for (std::size_t i = 0; i < followers.size(); ++i) {
    people.Want(source(i), PartyKind::kStaff, followers.Text(i, 2));
  }
  people.Load();
  for (std::size_t i = 0; i < owners.size(); ++i) {
    found[owners.Int(i, 0)].owners.push_back(
        people.Get(static_cast<int>(owners.Int(i, 1)), PartyKind::kStaff, owners.Text(i, 2)));
  }
  for (std::size_t i = 0; i < followers.size(); ++i) {
    if (!visible.Covers(followers.Int(i, 1), followers.View(i, 2))) continue;
    CustomerSummary& summary = found[followers.Int(i, 0)];
    if (summary.employees.size() < kMostEmployees) {
      summary.employees.push_back(people.Get(source(i), PartyKind::kStaff, followers.Text(i, 2)));
    }
    for (std::string& tag : Lines(followers.View(i, 3))) {
      if (std::find(summary.tags.begin(), summary.tags.end(), tag) == summary.tags.end()) {
        summary.tags.push_back(std::move(tag));
      }
    }
  }
  const db::Rows last = connection.Query(kLast, wanted);
  for (std::size_t i = 0; i < last.size(); ++i) found[last.Int(i, 0)].last_at = last.Int(i, 1);
  std::vector<CustomerSummary> summaries;
  for (const std::int64_t id : ids) {
    if (const auto one = found.find(id); one != found.end()) summaries.push_back(std::move(one->second));
  }
  return summaries;
}

CustomerView LoadCustomer(db::Connection& connection, Sources& sources, const VisibleAccounts& visible,
                          std::uint64_t id) {
  CustomerView view;
  const db::Params record = db::Params().Int(Signed(id));
  std::vector<CustomerSummary> summaries = LoadSummaries(connection, sources, visible, {Signed(id)});
  if (summaries.empty()) db::Fail(ErrorKind::kNotFound, "customer.not_found", "no such customer");
  view.summary = std::move(summaries.front());
  const db::Rows rest = connection.Query(kRest, record);
  view.version = rest.Id(0, 0);
  view.name_from = rest.Text(0, 1);
  view.own_name = rest.Text(0, 2);
  const db::Rows fields = connection.Query(kFields, db::Params().Text(rest.View(0, 3)));
  for (std::size_t i = 0; i < fields.size(); ++i) view.fields[fields.Text(i, 0)] = fields.Text(i, 1);
  view.created_at = rest.Int(0, 4);
  view.grade_from = rest.Text(0, 5);
  view.stage_from = rest.Text(0, 6);
  view.region = rest.Text(0, 7);
  const db::Rows identities = connection.Query(kIdentities, record);
  for (std::size_t i = 0; i < identities.size(); ++i) {
    const auto name = [&](int column) {
      const int source = static_cast<int>(identities.Int(i, column));
      return source == 0 ? std::string() : sources.NameOf(connection, source);
    };
    view.identities.push_back({.kind = static_cast<CustomerIdentityKind>(identities.Int(i, 0)),
                               .source = name(1),
                               .value = identities.Text(i, 2),
                               .reason = identities.Text(i, 3),
                               .confidence = static_cast<std::uint8_t>(identities.Int(i, 4)),
                               .learned_from = name(5),
                               .since = identities.Int(i, 6)});
  }
  Relations(connection, sources, visible).Load(view);
  const CustomerTalk talk = TalkOf(connection, sources, id, visible, {});
  std::vector<std::string> pairs;
  for (const ConversationId& pair : talk.pairs) {
    pairs.emplace_back(reinterpret_cast<const char*>(pair.bytes.data()), pair.bytes.size());
  }
  const db::Rows volume = connection.Query(kVolume, db::Params().UuidArray(pairs));
  view.messages = volume.Id(0, 0);
  view.first_at = volume.Int(0, 1);
  view.merges = MergesOf(connection, id);
  if (view.summary.name.empty()) return view;
  SqlWhere where;
  where.params.Text(view.summary.name).Int(Signed(id));
  where.text = " ";
  AndInSight(where, "r.id", visible);
  const db::Rows alike =
      connection.Query(kAlike + where.text + " ORDER BY id LIMIT " + std::to_string(kMostAlike), where.params);
  std::vector<std::int64_t> others;
  for (std::size_t i = 0; i < alike.size(); ++i) others.push_back(alike.Int(i, 0));
  view.alike = LoadSummaries(connection, sources, visible, others);
  return view;
}

}  // namespace custos::storage
