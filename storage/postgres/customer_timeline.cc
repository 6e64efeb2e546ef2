// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/customer_timeline.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <tuple>

#include "storage/postgres/asked_accounts.h"
#include "storage/postgres/cursor.h"
#include "storage/postgres/message_scan.h"
#include "storage/postgres/message_views.h"
#include "storage/postgres/note_rows.h"
#include "storage/postgres/order_rows.h"
#include "storage/postgres/people.h"
#include "storage/segment/people_codes.h"

namespace custos::storage {

const char* const kEventColumns =
    "e.id, e.at, e.kind, e.source_id, e.employee_id, e.leaf, e.user_id, e.user_name, e.detail";

namespace {

constexpr char kCursorTag = 't';
constexpr std::size_t kMostPerPage = 200;
constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();

/// Entries of one moment come in this order.
enum Rank : int { kMessages, kAlerts, kDecisions, kChanges, kNotes, kOrders };

/// A place in the order of all entries.
struct Place {
  TimeMs at = 0;
  int rank = kMessages;
  std::int64_t id = 0;

  auto operator<=>(const Place&) const = default;
};

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

Place PlaceOf(const TimelineEntry& entry) {
  if (entry.message) return {entry.at, kMessages, Signed(entry.message->ref.message_id)};
  if (entry.alert) return {entry.at, kAlerts, Signed(entry.alert->alert_id)};
  if (entry.decision) return {entry.at, kDecisions, Signed(entry.decision->decision_id)};
  if (entry.change) return {entry.at, kChanges, Signed(entry.change->id)};
  if (entry.note) return {entry.at, kNotes, Signed(entry.note->id)};
  return {entry.at, kOrders, Signed(entry.order->id)};
}

std::vector<std::string> BytesOf(const std::vector<ConversationId>& ids) {
  std::vector<std::string> bytes;
  for (const ConversationId& id : ids) {
    bytes.emplace_back(reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size());
  }
  return bytes;
}

std::vector<std::string> Lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// Reads a page: every kind of entry as far as the page can reach, then the first of them all.
class Timeline {
 public:
  Timeline(db::Connection& connection, Sources& sources, SegmentCatalog& catalog, const VisibleAccounts& visible,
           std::uint64_t record, const TimelineQuery& query)
      : connection_(connection),
        sources_(sources),
        catalog_(catalog),
        visible_(visible),
        record_(record),
        query_(query),
        limit_(std::clamp<std::size_t>(query.limit, 1, kMostPerPage)) {
    if (!query.cursor.empty()) {
      const auto numbers = ParseCursor(kCursorTag, query.cursor, 3);
      after_ = Place{numbers[0], static_cast<int>(numbers[1]), numbers[2]};
    }
    if (query.employee) with_ = AllOfPerson(connection_, sources_, *query.employee);
    talk_ = TalkOf(connection, sources, record, visible, with_);
  }

  TimelinePage Read() {
    if (!query_.employee || !with_.empty()) {
      ReadMessages();
    }
    if (!query_.with_files && (!query_.employee || !with_.empty())) {
      ReadAlerts();
      ReadDecisions();
      ReadChanges();
      ReadNotes();
      ReadOrders();
    }
    std::sort(entries_.begin(), entries_.end(), [&](const TimelineEntry& one, const TimelineEntry& other) {
      return query_.oldest_first ? PlaceOf(one) < PlaceOf(other) : PlaceOf(other) < PlaceOf(one);
    });
    TimelinePage page;
    if (entries_.size() > limit_) {
      entries_.resize(limit_);
      const Place last = PlaceOf(entries_.back());
      page.next_cursor = MakeCursor(kCursorTag, {last.at, last.rank, last.id});
    }
    page.items = std::move(entries_);
    return page;
  }

 private:
  bool Wants(TimelineKind kind) const {
    return query_.kinds.empty() || std::find(query_.kinds.begin(), query_.kinds.end(), kind) != query_.kinds.end();
  }

  /// Restricts to what comes behind the cursor.
  void AndBehind(SqlWhere& where, int rank, const std::string& at, const std::string& id) const {
    if (query_.from != 0) where.And(at + " >= " + where.BindInt(query_.from));
    if (query_.until != 0) where.And(at + " < " + where.BindInt(query_.until));
    if (!after_) return;
    const std::string moment = where.BindInt(after_->at);
    const std::string behind = query_.oldest_first ? " > " : " < ";
    if (rank == after_->rank) {
      where.And("(" + at + ", " + id + ")" + behind + "(" + moment + ", " + where.BindInt(after_->id) + ")");
    } else {
      const bool same_moment = query_.oldest_first ? rank > after_->rank : rank < after_->rank;
      where.And(at + (same_moment ? (query_.oldest_first ? " >= " : " <= ") : behind) + moment);
    }
  }

  std::string InOrder(const std::string& at, const std::string& id) const {
    const std::string way = query_.oldest_first ? " ASC" : " DESC";
    return " ORDER BY " + at + way + ", " + id + way + " LIMIT " + std::to_string(limit_ + 1);
  }

  CandidateQuery Candidates() const {
    CandidateQuery candidates;
    std::vector<ConversationId> conversations;
    std::vector<Channel> channels;
    if (Wants(TimelineKind::kChat) || Wants(TimelineKind::kGroup)) channels.push_back(Channel::kChat);
    if (Wants(TimelineKind::kSms)) channels.push_back(Channel::kSms);
    if (Wants(TimelineKind::kCall)) channels.push_back(Channel::kCall);
    if (Wants(TimelineKind::kEvent)) channels.push_back(Channel::kEvent);
    const bool only_groups = channels == std::vector<Channel>{Channel::kChat} && !Wants(TimelineKind::kChat);
    if (!only_groups) conversations = talk_.pairs;
    if (Wants(TimelineKind::kGroup) || Wants(TimelineKind::kEvent)) {
      conversations.insert(conversations.end(), talk_.groups.begin(), talk_.groups.end());
    }
    std::sort(conversations.begin(), conversations.end());
    candidates.conversations = std::move(conversations);
    if (!query_.kinds.empty()) candidates.channels = std::move(channels);
    candidates.people = GramCondition::SomeOf(talk_.codes);
    candidates.from = query_.from;
    candidates.until = query_.until;
    candidates.oldest_first = query_.oldest_first;
    if (query_.with_files) candidates.has_media = true;
    if (after_) {
      candidates.after =
          MessagePosition{after_->at, static_cast<std::uint64_t>(after_->rank == kMessages ? after_->id : kLast)};
    }
    return candidates;
  }

  TimelineKind KindOf(const MessageView& message) const {
    switch (message.channel) {
      case Channel::kSms: return TimelineKind::kSms;
      case Channel::kCall: return TimelineKind::kCall;
      case Channel::kEvent: return TimelineKind::kEvent;
      case Channel::kChat: break;
    }
    const bool group = std::binary_search(talk_.groups.begin(), talk_.groups.end(), message.ref.conversation);
    return group ? TimelineKind::kGroup : TimelineKind::kChat;
  }

  void ReadMessages() {
    const CandidateQuery candidates = Candidates();
    if (candidates.conversations->empty() || (candidates.channels && candidates.channels->empty())) return;
    MessageScan scan(connection_, catalog_, candidates);
    std::size_t found = 0;
    while (found <= limit_) {
      const std::vector<MessageRef> refs = scan.Next(limit_ + 1);
      if (refs.empty()) return;
      for (MessageView& message : LoadMessages(connection_, sources_, refs)) {
        const TimelineKind kind = KindOf(message);
        if (!Wants(kind)) continue;
        ++found;
        entries_.push_back({.kind = kind,
                            .at = message.ref.sent_at,
                            .message = std::move(message),
                            .alert = {},
                            .decision = {},
                            .change = {},
                            .note = {},
                            .order = {}});
      }
    }
  }

  /// Alerts of his conversations, of groups only where those are asked for.
  std::string Conversations(SqlWhere& where) const {
    std::vector<ConversationId> ids = talk_.pairs;
    if (Wants(TimelineKind::kGroup)) ids.insert(ids.end(), talk_.groups.begin(), talk_.groups.end());
    return where.BindUuids(BytesOf(ids)) + "::uuid[]";
  }

  void ReadAlerts() {
    if (!Wants(TimelineKind::kAlert) || talk_.empty()) return;
    SqlWhere where;
    where.And("a.conversation_id = ANY(" + Conversations(where) + ")");
    AndBehind(where, kAlerts, "a.sent_at", "a.alert_id");
    const db::Rows rows = connection_.Query(
        "SELECT a.alert_id, a.message_id, a.conversation_id, a.severity, coalesce(h.state, a.state), a.category,"
        " array_to_string(a.rule_ids, chr(10)), a.source_id, a.employee_id, a.sent_at FROM alert a"
        " LEFT JOIN alert h ON a.head_id <> 0 AND h.alert_id = a.head_id" +
            where.text + InOrder("a.sent_at", "a.alert_id"),
        where.params);
    People people(connection_, sources_);
    const auto source = [&](std::size_t i) { return static_cast<int>(rows.Int(i, 7)); };
    for (std::size_t i = 0; i < rows.size(); ++i) people.Want(source(i), PartyKind::kStaff, rows.Text(i, 8));
    people.Load();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      TimelineAlert alert{.alert_id = rows.Id(i, 0),
                          .message_id = rows.Id(i, 1),
                          .conversation = rows.Uuid(i, 2),
                          .severity = static_cast<Severity>(rows.Int(i, 3)),
                          .state = static_cast<AlertState>(rows.Int(i, 4)),
                          .category = rows.Text(i, 5),
                          .rules = Lines(rows.View(i, 6)),
                          .employee = people.Get(source(i), PartyKind::kStaff, rows.Text(i, 8))};
      entries_.push_back({.kind = TimelineKind::kAlert,
                          .at = rows.Int(i, 9),
                          .message = {},
                          .alert = std::move(alert),
                          .decision = {},
                          .change = {},
                          .note = {},
                          .order = {}});
    }
  }

  void ReadDecisions() {
    if (!Wants(TimelineKind::kDecision) || talk_.empty()) return;
    SqlWhere where;
    where.And("d.conversation_id = ANY(" + Conversations(where) + ")");
    AndBehind(where, kDecisions, "d.at", "d.decision_id");
    const db::Rows rows = connection_.Query(
        "SELECT d.decision_id, d.alert_id, d.from_state, d.to_state, d.user_id, d.user_name, d.at, d.note, d.undo"
        " FROM alert_decision d" +
            where.text + InOrder("d.at", "d.decision_id"),
        where.params);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      AlertDecision decision{.decision_id = rows.Id(i, 0),
                             .alert_id = rows.Id(i, 1),
                             .from = static_cast<AlertState>(rows.Int(i, 2)),
                             .to = static_cast<AlertState>(rows.Int(i, 3)),
                             .user_id = rows.Id(i, 4),
                             .user_name = rows.Text(i, 5),
                             .at = rows.Int(i, 6),
                             .note = rows.Text(i, 7),
                             .undo = rows.Bool(i, 8)};
      entries_.push_back({.kind = TimelineKind::kDecision,
                          .at = decision.at,
                          .message = {},
                          .alert = {},
                          .decision = std::move(decision),
                          .change = {},
                          .note = {},
                          .order = {}});
    }
  }

  // What a message tells is there as that message; that a contact was added may be known from the directory alone.
  void ReadChanges() {
    if (!Wants(TimelineKind::kChange)) return;
    SqlWhere where;
    const std::string record = where.BindInt(Signed(record_));
    const auto of = [&](const Accounts& accounts) {
      const std::string sources = where.BindInts(accounts.sources);
      return "(e.source_id, e.employee_id) IN (SELECT * FROM unnest(" + sources + "::bigint[], " +
             where.BindTexts(accounts.ids) + "::text[]))";
    };
    where.And("e.leaf = 0");
    if (!with_.empty()) where.And(of(with_));
    if (!visible_.all) where.And("(e.customer <> 0 OR " + of(visible_.accounts) + ")");
    where.And(
        "(e.kind <> 1 OR NOT EXISTS (SELECT 1 FROM customer_event x WHERE x.party_id = e.party_id"
        " AND x.source_id = e.source_id AND x.employee_id = e.employee_id AND x.kind = 1 AND x.leaf <> 0"
        " AND x.at BETWEEN e.at - 3600000 AND e.at + 3600000))");
    AndBehind(where, kChanges, "e.at", "e.id");
    const db::Rows rows = connection_.Query(
        std::string("SELECT ") + kEventColumns + " FROM (SELECT * FROM customer_event WHERE customer = " + record +
            " UNION ALL SELECT v.* FROM customer_identity i JOIN customer_event v ON v.party_id = i.value"
            " AND v.source_id = i.scope WHERE i.kind = 1 AND v.party_id <> '' AND i.customer = " +
            record + ") e" + where.text + InOrder("e.at", "e.id"),
        where.params);
    for (CustomerEvent& event : ReadEvents(connection_, sources_, rows)) {
      entries_.push_back({.kind = TimelineKind::kChange,
                          .at = event.at,
                          .message = {},
                          .alert = {},
                          .decision = {},
                          .change = std::move(event),
                          .note = {},
                          .order = {}});
    }
  }

  /// A note is about the customer, with whomever he talks.
  void ReadNotes() {
    if (!Wants(TimelineKind::kNote) || query_.employee) return;
    SqlWhere where;
    where.BindInt(Signed(record_));  // $1 of kRecordsOf
    where.And(std::string("n.removed_at = 0 AND n.customer IN (") + kRecordsOf + ")");
    AndBehind(where, kNotes, "n.at", "n.id");
    const db::Rows rows = connection_.Query(
        std::string("SELECT ") + kNoteColumns + " FROM customer_note n" + where.text + InOrder("n.at", "n.id"),
        where.params);
    std::vector<CustomerNote> notes = storage::ReadNotes(rows, rows.size());
    LoadPast(connection_, notes);
    for (CustomerNote& note : notes) {
      note.customer = record_;
      entries_.push_back({.kind = TimelineKind::kNote,
                          .at = note.at,
                          .message = {},
                          .alert = {},
                          .decision = {},
                          .change = {},
                          .note = std::move(note),
                          .order = {}});
    }
  }

  /// So is an order.
  void ReadOrders() {
    if (!Wants(TimelineKind::kOrder) || query_.employee) return;
    SqlWhere where;
    where.And("i.customer = " + where.BindInt(Signed(record_)));
    AndBehind(where, kOrders, "o.ordered_at", "o.id");
    const db::Rows rows =
        connection_.Query(std::string("SELECT ") + kOrderColumns +
                              " FROM customer_identity i JOIN customer_order o ON o.kind = i.kind AND o.scope = i.scope"
                              " AND o.value = i.value" +
                              where.text + InOrder("o.ordered_at", "o.id"),
                          where.params);
    std::vector<OrderRow> orders = storage::ReadOrders(rows, rows.size());
    LoadPast(connection_, orders);
    for (OrderRow& order : orders) {
      order.customer = record_;
      entries_.push_back({.kind = TimelineKind::kOrder,
                          .at = order.ordered_at,
                          .message = {},
                          .alert = {},
                          .decision = {},
                          .change = {},
                          .note = {},
                          .order = std::move(order)});
    }
  }

  db::Connection& connection_;
  Sources& sources_;
  SegmentCatalog& catalog_;
  const VisibleAccounts& visible_;
  const std::uint64_t record_;
  const TimelineQuery& query_;
  const std::size_t limit_;
  std::optional<Place> after_;
  Accounts with_;
  CustomerTalk talk_;
  std::vector<TimelineEntry> entries_;
};

}  // namespace

CustomerTalk TalkOf(db::Connection& connection, Sources& sources, std::uint64_t record, const VisibleAccounts& visible,
                    const Accounts& with) {
  SqlWhere where;
  where.And("i.customer = " + where.BindInt(Signed(record)));
  where.And("(i.kind IN (2, 3, 4, 5) OR (i.kind = 1 AND i.scope = coalesce(s.directory_id, p.source_id)))");
  AndVisible(where, "p.conversation_id", visible);
  if (!with.empty()) AndTakesPart(where, "p.conversation_id", with);
  const db::Rows rows = connection.Query(
      "SELECT p.conversation_id, p.in_group, p.source_id, p.party_id FROM customer_identity i"
      " JOIN conversation_party p ON p.party_id = party_of_identity(i.kind, i.value) AND p.kind = 2"  // an outsider
      " JOIN source s ON s.source_id = p.source_id" +
          where.text,
      where.params);
  std::set<ConversationId> pairs, groups;
  std::set<std::int32_t> codes;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const ConversationId id = rows.Uuid(i, 0);
    const bool group = rows.Bool(i, 1);
    (group ? groups : pairs).insert(id);
    codes.insert(group ? CodeOfGroup(id)
                       : CodeOfPerson(sources.NameOf(connection, static_cast<int>(rows.Int(i, 2))), rows.Text(i, 3)));
  }
  if (!codes.empty()) codes.insert(kCodeOfOddMessages);
  return {{pairs.begin(), pairs.end()}, {groups.begin(), groups.end()}, {codes.begin(), codes.end()}};
}

TimelinePage ReadTimeline(db::Connection& connection, Sources& sources, SegmentCatalog& catalog,
                          const VisibleAccounts& visible, std::uint64_t record, const TimelineQuery& query) {
  return Timeline(connection, sources, catalog, visible, record, query).Read();
}

std::vector<CustomerEvent> ReadEvents(db::Connection& connection, Sources& sources, const db::Rows& rows) {
  People people(connection, sources);
  const auto source = [&](std::size_t i) { return static_cast<int>(rows.Int(i, 3)); };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!rows.View(i, 4).empty()) people.Want(source(i), PartyKind::kStaff, rows.Text(i, 4));
  }
  people.Load();
  std::vector<CustomerEvent> events;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CustomerEvent& event = events.emplace_back();
    event.id = rows.Id(i, 0);
    event.at = rows.Int(i, 1);
    event.kind = static_cast<CustomerEventKind>(rows.Int(i, 2));
    if (!rows.View(i, 4).empty()) event.employee = people.Get(source(i), PartyKind::kStaff, rows.Text(i, 4));
    event.message_id = rows.Id(i, 5);
    event.user_id = rows.Id(i, 6);
    event.user_name = rows.Text(i, 7);
    event.detail = rows.Text(i, 8);
  }
  return events;
}

}  // namespace custos::storage
