// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_alert_store.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "storage/format/intake_key.h"
#include "storage/postgres/asked_accounts.h"
#include "storage/postgres/cursor.h"
#include "storage/postgres/message_views.h"
#include "storage/postgres/people.h"

namespace custos::storage {
namespace {

constexpr std::size_t kMostPerPage = 200;
constexpr std::uint64_t kCountedExactly = 10'000;
constexpr char kCursorTag = 'a';

const std::string kColumns =
    "a.alert_id, a.version, a.state, a.category, a.severity, a.findings, a.conversation_id, a.message_id, a.sent_at,"
    " a.source_id, a.employee_id, a.counterpart_kind, a.counterpart_id, a.created_at, a.decided_by, a.decided_at,"
    " a.note, a.hits, a.head_id";
enum Column : int {
  kId,
  kVersion,
  kState,
  kCategory,
  kSeverity,
  kFindings,
  kConversation,
  kMessage,
  kSentAt,
  kSource,
  kEmployee,
  kOtherKind,
  kOtherId,
  kCreated,
  kDecidedBy,
  kDecidedAt,
  kNote,
  kHits,
  kHead
};

constexpr char kDecisions[] =
    "SELECT decision_id, from_state, to_state, user_id, user_name, at, note, undo FROM alert_decision"
    " WHERE alert_id = $1 ORDER BY decision_id";
constexpr char kLockAlert[] = "SELECT state, version, conversation_id FROM alert a";
constexpr char kAbout[] =
    "SELECT a.state, a.conversation_id, EXISTS (SELECT 1 FROM alert_decision d WHERE d.alert_id = a.alert_id"
    " AND d.from_state = d.to_state AND d.note = '') FROM alert a";
constexpr char kUserName[] = "SELECT display_name FROM app_user WHERE id = $1";
constexpr char kMove[] =
    "UPDATE alert SET state = $3, version = version + 1, decided_by = $4, decided_at = $5, note = $6"
    " WHERE conversation_id = $1 AND alert_id = $2";
constexpr char kAddDecision[] =
    "INSERT INTO alert_decision (conversation_id, decision_id, alert_id, from_state, to_state, undo, user_id,"
    " user_name, at, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
constexpr char kNewest[] =
    "SELECT greatest(coalesce((SELECT max(alert_id) FROM alert), 0),"
    " coalesce((SELECT max(decision_id) FROM alert_decision), 0))";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

[[noreturn]] void NoSuchAlert() { db::Fail(ErrorKind::kNotFound, "alert.not_found", "no such alert"); }

// A further hit is spoken of by its head.
constexpr char kHeadOf[] = "SELECT CASE head_id WHEN 0 THEN alert_id ELSE head_id END FROM alert WHERE alert_id = $1";

std::vector<Finding> FindingsAt(const db::Rows& rows, std::size_t i, AlertDetail* detail) {
  auto findings = DecodeFindings(rows.Bytes(i, kFindings), detail);
  return findings ? std::move(findings).value() : std::vector<Finding>();  // damage is the verifier's to name
}

std::string BytesOf(const ConversationId& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

}  // namespace

SqlWhere PostgresAlertStore::WhereOf(db::Connection& connection, const VisibleAccounts& visible,
                                     const AlertFilter& filter) {
  SqlWhere where;
  where.And("a.head_id = 0");
  AndVisible(where, "a.conversation_id", visible);
  if (!filter.states.empty()) {
    std::vector<std::int64_t> states;
    for (const AlertState state : filter.states) states.push_back(static_cast<std::int64_t>(state));
    where.And("a.state = ANY(" + where.BindInts(states) + ")");
  }
  if (!filter.categories.empty()) where.And("a.category = ANY(" + where.BindTexts(filter.categories) + ")");
  if (filter.min_severity) where.And("a.severity >= " + where.BindInt(static_cast<int>(*filter.min_severity)));
  if (filter.employee) AndOf(where, "a", AllOfPerson(connection, sources_, *filter.employee));
  if (filter.department) AndOf(where, "a", EmployeesOf(connection, sources_, {*filter.department}));
  if (filter.from != 0) where.And("a.created_at >= " + where.BindInt(filter.from));
  if (filter.until != 0) where.And("a.created_at < " + where.BindInt(filter.until));
  return where;
}

Result<AlertPage> PostgresAlertStore::List(const Scope& scope, const AlertFilter& filter) {
  return db::Guard([&] {
    AlertPage page;
    auto lease = readers_.Acquire();
    const VisibleAccounts visible = Resolve(*lease, sources_, scope);
    if (visible.nothing()) return page;
    SqlWhere where = WhereOf(*lease, visible, filter);
    const db::Rows total = lease->Query("SELECT count(*) FROM (SELECT 1 FROM alert a" + where.text + " LIMIT " +
                                            std::to_string(kCountedExactly + 1) + ") counted",
                                        where.params);
    page.total = std::min(total.Id(0, 0), kCountedExactly);
    page.total_exact = total.Id(0, 0) <= kCountedExactly;

    const std::size_t limit = std::clamp<std::size_t>(filter.limit, 1, kMostPerPage);
    if (!filter.cursor.empty()) {
      const std::int64_t last = ParseCursor(kCursorTag, filter.cursor, 1)[0];
      where.And("a.alert_id " + std::string(filter.oldest_first ? "> " : "< ") + where.BindInt(last));
    }
    const db::Rows rows =
        lease->Query("SELECT " + kColumns + " FROM alert a" + where.text + " ORDER BY a.alert_id " +
                         (filter.oldest_first ? "ASC" : "DESC") + " LIMIT " + std::to_string(limit + 1),
                     where.params);
    page.items = Read(*lease, rows);
    if (page.items.size() > limit) {
      page.items.resize(limit);
      page.next_cursor = MakeCursor(kCursorTag, {Signed(page.items.back().alert_id)});
    }
    return page;
  });
}

std::vector<AlertView> PostgresAlertStore::Read(db::Connection& connection, const db::Rows& rows) {
  std::vector<AlertView> views;
  if (rows.empty()) return views;
  People people(connection, sources_);
  std::vector<MessageRef> refs;
  std::vector<ConversationId> conversation_ids;
  const auto source_at = [&](std::size_t i) { return static_cast<int>(rows.Int(i, kSource)); };
  const auto other_kind_at = [&](std::size_t i) { return static_cast<PartyKind>(rows.Int(i, kOtherKind)); };
  std::set<std::uint64_t> wanted;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    people.Want(source_at(i), PartyKind::kStaff, rows.Text(i, kEmployee));
    if (!rows.IsNull(i, kOtherId)) people.Want(source_at(i), other_kind_at(i), rows.Text(i, kOtherId));
    conversation_ids.push_back(rows.Uuid(i, kConversation));
    if (wanted.insert(rows.Id(i, kMessage)).second) {
      refs.push_back({rows.Id(i, kMessage), rows.Uuid(i, kConversation), rows.Int(i, kSentAt)});
    }
  }
  people.Load();
  std::unordered_map<std::uint64_t, MessageView> messages;
  for (MessageView& message : LoadMessages(connection, sources_, refs)) {
    messages[message.ref.message_id] = std::move(message);
  }
  auto conversations = LoadConversations(connection, sources_, conversation_ids, false);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    AlertView view{.alert_id = rows.Id(i, kId),
                   .version = rows.Id(i, kVersion),
                   .state = static_cast<AlertState>(rows.Int(i, kState)),
                   .category = rows.Text(i, kCategory),
                   .severity = static_cast<Severity>(rows.Int(i, kSeverity)),
                   .findings = {},
                   .message = messages[rows.Id(i, kMessage)],
                   .employee = people.Get(source_at(i), PartyKind::kStaff, rows.Text(i, kEmployee)),
                   .counterpart = {},
                   .conversation_title = conversations[rows.Uuid(i, kConversation)].title,
                   .created_at = rows.Int(i, kCreated),
                   .decided_by = rows.Text(i, kDecidedBy),
                   .decided_at = rows.Int(i, kDecidedAt),
                   .note = rows.Text(i, kNote)};
    view.findings = FindingsAt(rows, i, &view.detail);
    view.hits = rows.Id(i, kHits);
    if (!rows.IsNull(i, kOtherId))
      view.counterpart = people.Get(source_at(i), other_kind_at(i), rows.Text(i, kOtherId));
    views.push_back(std::move(view));
  }
  return views;
}

std::uint64_t PostgresAlertStore::HeadOf(db::Connection& connection, std::uint64_t alert_id) {
  const db::Rows rows = connection.Query(kHeadOf, db::Params().Int(Signed(alert_id)));
  if (rows.empty()) NoSuchAlert();
  return rows.Id(0, 0);
}

PostgresAlertStore::About PostgresAlertStore::FindAbout(db::Connection& connection, const Scope& scope,
                                                        std::uint64_t alert_id) {
  SqlWhere where;
  const std::uint64_t head = HeadOf(connection, alert_id);
  where.And("a.alert_id = " + where.BindInt(Signed(head)));
  AndOf(where, "a", AccountsOf(connection, sources_, scope.employees));
  const db::Rows rows = connection.Query(kAbout + where.text, where.params);
  if (rows.empty()) NoSuchAlert();
  return {head, static_cast<AlertState>(rows.Int(0, 0)), BytesOf(rows.Uuid(0, 1)), rows.Bool(0, 2)};
}

void PostgresAlertStore::AddMembers(db::Connection& connection, const VisibleAccounts& visible, AlertView* alert) {
  if (alert->hits < 2) return;
  SqlWhere where;
  where.And("a.head_id <> 0 AND a.head_id = " + where.BindInt(Signed(alert->alert_id)));
  AndVisible(where, "a.conversation_id", visible);
  const db::Rows rows = connection.Query(
      "SELECT " + kColumns + " FROM alert a" + where.text + " ORDER BY a.alert_id LIMIT 200", where.params);
  for (AlertView& view : Read(connection, rows)) {
    alert->members.push_back({view.alert_id, std::move(view.findings), std::move(view.message), view.created_at});
  }
}

void PostgresAlertStore::AddParts(db::Connection& connection, const VisibleAccounts& visible, AlertView* alert) {
  std::set<std::string> keys;
  const auto add = [&](const std::vector<Finding>& findings) {
    for (const Finding& finding : findings) {
      for (const FindingPart& part : finding.parts) keys.insert(IntakeKey(part.source, part.key));
    }
  };
  add(alert->findings);
  for (const AlertHit& member : alert->members) add(member.findings);
  if (keys.empty()) return;
  std::vector<MessageRef> refs;
  std::vector<ConversationId> conversations;
  for (const auto& [key, ref] : FindKeys(connection, sealed_.keys, {keys.begin(), keys.end()})) {
    refs.push_back(ref);
    conversations.push_back(ref.conversation);
  }
  const std::set<ConversationId> shown = VisibleOf(connection, visible, conversations);
  std::erase_if(refs, [&](const MessageRef& ref) { return !shown.contains(ref.conversation); });
  std::sort(refs.begin(), refs.end(), [](const MessageRef& a, const MessageRef& b) {
    return std::pair(a.sent_at, a.message_id) < std::pair(b.sent_at, b.message_id);
  });
  alert->parts = LoadMessages(connection, sources_, refs);
}

Result<AlertView> PostgresAlertStore::Get(const Scope& scope, std::uint64_t alert_id) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    SqlWhere where;
    where.And("a.alert_id = " + where.BindInt(Signed(HeadOf(*lease, alert_id))));
    const VisibleAccounts visible = Resolve(*lease, sources_, scope);
    AndVisible(where, "a.conversation_id", visible);
    std::vector<AlertView> views =
        Read(*lease, lease->Query("SELECT " + kColumns + " FROM alert a" + where.text, where.params));
    if (views.empty()) NoSuchAlert();
    AddMembers(*lease, visible, &views.front());
    AddParts(*lease, visible, &views.front());
    return std::move(views.front());
  });
}

Result<std::vector<AlertDecision>> PostgresAlertStore::History(const Scope& scope, std::uint64_t alert_id) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    SqlWhere where;
    const std::uint64_t head = HeadOf(*lease, alert_id);
    where.And("a.alert_id = " + where.BindInt(Signed(head)));
    AndVisible(where, "a.conversation_id", Resolve(*lease, sources_, scope));
    if (lease->Query("SELECT 1 FROM alert a" + where.text, where.params).empty()) NoSuchAlert();
    const db::Rows rows = lease->Query(kDecisions, db::Params().Int(Signed(head)));
    std::vector<AlertDecision> history;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      history.push_back({.decision_id = rows.Id(i, 0),
                         .alert_id = head,
                         .from = static_cast<AlertState>(rows.Int(i, 1)),
                         .to = static_cast<AlertState>(rows.Int(i, 2)),
                         .user_id = rows.Id(i, 3),
                         .user_name = rows.Text(i, 4),
                         .at = rows.Int(i, 5),
                         .note = rows.Text(i, 6),
                         .undo = rows.Bool(i, 7)});
    }
    return history;
  });
}

Result<AlertCounts> PostgresAlertStore::Counts(const Scope& scope) {
  return db::Guard([&] {
    AlertCounts counts;
    auto lease = readers_.Acquire();
    const VisibleAccounts visible = Resolve(*lease, sources_, scope);
    if (visible.nothing()) return counts;
    SqlWhere where;
    where.And("a.head_id = 0");
    AndVisible(where, "a.conversation_id", visible);
    const db::Rows rows =
        lease->Query("SELECT a.state, a.severity, a.category, count(*) FROM alert a" + where.text + " GROUP BY 1, 2, 3",
                     where.params);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto state = static_cast<AlertState>(rows.Int(i, 0));
      counts.by_state[std::string(ToString(state))] += rows.Id(i, 3);
      if (state != AlertState::kNew && state != AlertState::kInReview) continue;
      counts.open_by_severity[std::string(ToString(static_cast<Severity>(rows.Int(i, 1))))] += rows.Id(i, 3);
      counts.open_by_category[rows.Text(i, 2)] += rows.Id(i, 3);
    }
    return counts;
  });
}

Result<AlertView> PostgresAlertStore::Decide(const Scope& scope, std::uint64_t alert_id, std::uint64_t expected_version,
                                             AlertState to, std::uint64_t user_id, const std::string& note, bool undo) {
  const auto size = log_.Append([&](db::Connection& connection, BundleBuilder& builder) {
    SqlWhere where;
    const std::uint64_t head = HeadOf(connection, alert_id);
    where.And("a.alert_id = " + where.BindInt(Signed(head)));
    AndVisible(where, "a.conversation_id", Resolve(connection, sources_, scope));
    const db::Rows rows = connection.Query(kLockAlert + where.text + " FOR UPDATE", where.params);
    if (rows.empty()) NoSuchAlert();
    if (rows.Id(0, 1) != expected_version) {
      db::Fail(ErrorKind::kConflict, "alert.changed", "somebody decided on this alert in the meantime");
    }
    const auto from = static_cast<AlertState>(rows.Int(0, 0));
    const db::Rows user = connection.Query(kUserName, db::Params().Int(Signed(user_id)));
    const Statement statement{user_id, user.empty() ? std::string() : user.Text(0, 0), db::StorableText(note)};
    const std::uint64_t id =
        builder.Add(DecisionFields{.alert_id = head, .from = from, .to = to, .undo = undo}, EncodeStatement(statement));
    const std::string conversation = BytesOf(rows.Uuid(0, 2));
    const TimeMs now = builder.at();
    connection.Query(kMove, db::Params()
                                .Uuid(conversation)
                                .Int(Signed(head))
                                .Int(static_cast<int>(to))
                                .Text(statement.user_name)
                                .Int(now)
                                .Text(statement.note));
    connection.Query(kAddDecision, db::Params()
                                       .Uuid(conversation)
                                       .Int(Signed(id))
                                       .Int(Signed(head))
                                       .Int(static_cast<int>(from))
                                       .Int(static_cast<int>(to))
                                       .Bool(undo)
                                       .Int(Signed(user_id))
                                       .Text(statement.user_name)
                                       .Int(now)
                                       .Text(statement.note));
  });
  if (!size) return size.error();
  return Get(scope, alert_id);
}

Status PostgresAlertStore::Speak(const Scope& scope, std::uint64_t alert_id, std::uint64_t user_id,
                                 const std::string& statement) {
  const auto seen = db::Guard([&] {
    auto lease = readers_.Acquire();
    return FindAbout(*lease, scope, alert_id).seen;
  });
  if (!seen) return seen.error();
  if (*seen && statement.empty()) return {};
  const auto size = log_.Append([&](db::Connection& connection, BundleBuilder& builder) {
    const About about = FindAbout(connection, scope, alert_id);
    const db::Rows user = connection.Query(kUserName, db::Params().Int(Signed(user_id)));
    const Statement said{user_id, user.empty() ? std::string() : user.Text(0, 0), db::StorableText(statement)};
    const std::uint64_t id =
        builder.Add(DecisionFields{.alert_id = about.head, .from = about.state, .to = about.state, .undo = false},
                    EncodeStatement(said));
    connection.Query(kAddDecision, db::Params()
                                       .Uuid(about.conversation)
                                       .Int(Signed(id))
                                       .Int(Signed(about.head))
                                       .Int(static_cast<int>(about.state))
                                       .Int(static_cast<int>(about.state))
                                       .Bool(false)
                                       .Int(Signed(user_id))
                                       .Text(said.user_name)
                                       .Int(builder.at())
                                       .Text(said.note));
  });
  return size ? Status() : Status(size.error());
}

Result<std::vector<AlertEvent>> PostgresAlertStore::EventsSince(const Scope& scope, std::uint64_t after_id,
                                                                std::size_t limit) {
  return db::Guard([&] {
    std::vector<AlertEvent> events;
    auto lease = readers_.Acquire();
    const VisibleAccounts visible = Resolve(*lease, sources_, scope);
    if (visible.nothing()) return events;
    SqlWhere where;
    const std::string after = where.BindInt(Signed(after_id));
    const std::string most = where.BindInt(Signed(limit));
    AndVisible(where, "a.conversation_id", visible);
    const std::string scoped = where.text.empty() ? " WHERE " : where.text + " AND ";
    const db::Rows rows = lease->Query(
        "(SELECT a.alert_id AS id, CASE a.head_id WHEN 0 THEN a.alert_id ELSE a.head_id END, a.head_id <> 0,"
        " a.severity, a.category, a.state, a.findings FROM alert a" +
            scoped + "a.alert_id > " + after + " ORDER BY a.alert_id LIMIT " + most +
            ") UNION ALL (SELECT d.decision_id, a.alert_id, true, a.severity, a.category, d.to_state, NULL FROM alert a"
            " JOIN alert_decision d ON d.conversation_id = a.conversation_id AND d.alert_id = a.alert_id" +
            scoped + "d.decision_id > " + after + " ORDER BY d.decision_id LIMIT " + most + ") ORDER BY id LIMIT " +
            most,
        where.params);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      events.push_back({.id = rows.Id(i, 0),
                        .alert_id = rows.Id(i, 1),
                        .kind = rows.Bool(i, 2) ? "alert.updated" : "alert.created",
                        .severity = static_cast<Severity>(rows.Int(i, 3)),
                        .category = rows.Text(i, 4),
                        .state = static_cast<AlertState>(rows.Int(i, 5))});
      if (rows.IsNull(i, 6)) continue;
      AlertDetail detail;
      if (!DecodeFindings(rows.Bytes(i, 6), &detail)) continue;  // damage is the verifier's to name
      events.back().notify = std::move(detail.notify);
      events.back().tags = std::move(detail.tags);
    }
    return events;
  });
}

Result<std::uint64_t> PostgresAlertStore::NewestEventId() {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    return lease->Query(kNewest).Id(0, 0);
  });
}

}  // namespace custos::storage
