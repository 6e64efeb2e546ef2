// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/activity_follower.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "storage/closing_words.h"
#include "storage/format/bundle.h"
#include "storage/format/content.h"
#include "storage/postgres/grade_due.h"
#include "storage/postgres/postgres_evidence.h"

namespace custos::storage {
namespace {

constexpr std::uint64_t kMostLeaves = 65'536;
constexpr std::size_t kMostBytes = 8U << 20;  // of bundles at once

constexpr char kProgress[] = "SELECT leaf, zone_minutes FROM activity_progress FOR UPDATE SKIP LOCKED";
constexpr char kMoveOn[] = "UPDATE activity_progress SET leaf = $1";
constexpr char kForget[] =
    "TRUNCATE activity_day, activity_reply, activity_contact_day, activity_contact, activity_talk";
constexpr char kFromStart[] = "UPDATE activity_progress SET leaf = 0, zone_minutes = $1";
constexpr char kBundleAt[] = "SELECT coalesce(max(first_leaf), 0) FROM bundle WHERE first_leaf <= $1";
// Single conversations of both sides, and what employees say in groups. Texts only where they may be closing words.
constexpr char kWords[] =
    "SELECT message_id, conversation_id, sent_at, channel, conversation_kind, role, type, from_id,"
    " CASE WHEN role = 2 AND channel <> 3 AND octet_length(text) <= 96 THEN text END,"
    " CASE WHEN channel IN (2, 3) THEN detail END"
    " FROM message WHERE message_id >= $1 AND message_id < $2 AND channel IN (1, 2, 3) AND action = 'send'"
    " AND ((conversation_kind = 1 AND role IN (1, 2)) OR (conversation_kind = 2 AND role = 1 AND channel = 1))"
    " ORDER BY message_id";
constexpr char kTalks[] =
    "SELECT c.conversation_id, coalesce(s.directory_id, c.source_id), c.kind,"
    " (SELECT min(p.party_id) FROM conversation_party p WHERE p.conversation_id = c.conversation_id AND p.kind = 1),"
    " (SELECT min(p.party_id) FROM conversation_party p WHERE p.conversation_id = c.conversation_id AND p.kind = 2),"
    " t.last_employee_at, t.last_customer_at, t.last_customer_id, t.open_at, t.open_id"
    " FROM unnest($1::uuid[]) AS w(id) JOIN conversation c ON c.conversation_id = w.id"
    " JOIN source s ON s.source_id = c.source_id LEFT JOIN activity_talk t ON t.conversation_id = c.conversation_id";
constexpr char kStoreTalks[] =
    "INSERT INTO activity_talk (conversation_id, source_id, employee_id, party_id, last_employee_at, last_customer_at,"
    "  last_customer_id, open_at, open_id)"
    " SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[],"
    "  $8::bigint[], $9::bigint[])"
    " ON CONFLICT (conversation_id) DO UPDATE SET last_employee_at = EXCLUDED.last_employee_at,"
    "  last_customer_at = EXCLUDED.last_customer_at, last_customer_id = EXCLUDED.last_customer_id,"
    "  open_at = EXCLUDED.open_at, open_id = EXCLUDED.open_id";
constexpr char kStoreReplies[] =
    "INSERT INTO activity_reply AS r (day, source_id, employee_id, bucket, replies)"
    " SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[])"
    " ON CONFLICT (day, source_id, employee_id, bucket) DO UPDATE SET replies = r.replies + EXCLUDED.replies";
constexpr char kStoreLasts[] =
    "INSERT INTO activity_contact AS c (party_id, source_id, employee_id, last_out_at, last_in_at)"
    " SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[])"
    " ON CONFLICT (party_id, source_id, employee_id) DO UPDATE"
    " SET last_out_at = greatest(c.last_out_at, EXCLUDED.last_out_at),"
    "  last_in_at = greatest(c.last_in_at, EXCLUDED.last_in_at)";

using enum Measure;
constexpr std::array<const char*, kMeasures> kColumns = {
    "messages_out", "messages_in",  "group_out", "sms_out",   "sms_in",  "calls_out", "calls_reached",
    "calls_in",     "calls_missed", "talk_s",    "questions", "replies", "reply_ms"};
constexpr std::array kOfDays = {kMessagesOut, kMessagesIn,   kGroupOut, kSmsOut,      kSmsIn,
                                kCallsOut,    kCallsReached, kCallsIn,  kCallsMissed, kTalkSeconds,
                                kQuestions,   kReplies,      kReplyMs};
constexpr std::array kOfContacts = {kMessagesOut,  kMessagesIn, kSmsOut,      kSmsIn,      kCallsOut,
                                    kCallsReached, kCallsIn,    kCallsMissed, kTalkSeconds};

/// An array of each measure.
template <class Rows, std::size_t N>
void BindMeasures(const Rows& rows, const std::array<Measure, N>& measures, db::Params& params) {
  for (const Measure measure : measures) {
    std::vector<std::int64_t> values;
    values.reserve(rows.size());
    for (const auto& [key, counted] : rows) values.push_back(counted[static_cast<std::size_t>(measure)]);
    params.IntArray(values);
  }
}

/// Adds arrays to a table: "INSERT … ON CONFLICT (keys) DO UPDATE SET m = d.m + EXCLUDED.m, …". The measures are the
/// parameters from `first` on.
template <std::size_t N>
std::string Adding(const std::string& table, const std::string& keys, std::string arrays, std::size_t first,
                   const std::array<Measure, N>& measures) {
  std::string columns, sums;
  for (const Measure measure : measures) {
    const std::string name = kColumns[static_cast<std::size_t>(measure)];
    columns += ", " + name;
    sums += (sums.empty() ? "" : ", ") + name + " = d." + name + " + EXCLUDED." + name;
    arrays += ", $" + std::to_string(first++) + "::bigint[]";
  }
  return "INSERT INTO " + table + " AS d (" + keys + columns + ") SELECT * FROM unnest(" + arrays + ") ON CONFLICT (" +
         keys + ") DO UPDATE SET " + sums;
}

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

std::string BytesOf(const ConversationId& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

template <class T>
T Unwrap(Result<T> result) {
  if (!result) throw db::Failure(result.error());
  return std::move(result).value();
}

/// What a call or text message was, by its own fields. False: it does not count.
bool ReadLine(std::string_view detail, bool call, Word& word) {
  const nlohmann::json fields = nlohmann::json::parse(detail, nullptr, false);
  if (!fields.is_object()) return true;
  const auto text = [&](const char* name) {
    const auto found = fields.find(name);
    return found != fields.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  if (!call) return text("state") != "failed";
  // A leg is part of a call that stands elsewhere; who answered on another phone missed nothing.
  const std::string direction = text("direction");
  if (fields.contains("leg") || fields.contains("part_of") || direction == "internal") return false;
  if (!direction.empty()) word.out = direction == "outbound";
  const auto seconds = fields.find("duration_s");
  if (seconds != fields.end() && seconds->is_number()) word.talk_s = std::max(0L, seconds->get<long>());
  return word.talk_s > 0 || text("reason") != "answered_elsewhere";
}

/// The fields that both ways of reading have.
struct Said {
  std::uint64_t leaf = 0;
  ConversationId conversation;
  TimeMs at = 0;
  Channel channel = Channel::kChat;
  ConversationKind kind = ConversationKind::kSingle;
  Role role = Role::kUnknown;
  std::string_view type;
  std::string_view from;
  std::optional<std::string_view> text;  ///< nullopt: too long to be closing words
  std::string_view detail;
};

std::optional<Word> WordOf(const Said& said) {
  if (said.type == "agree" || said.type == "disagree") return std::nullopt;  // consent, not talk
  Word word{.leaf = said.leaf,
            .conversation = BytesOf(said.conversation),
            .at = said.at,
            .kind = said.kind == ConversationKind::kGroup ? Word::Kind::kGroup
                    : said.channel == Channel::kSms       ? Word::Kind::kSms
                    : said.channel == Channel::kCall      ? Word::Kind::kCall
                                                          : Word::Kind::kChat,
            .out = said.role == Role::kRep,
            .closing = false,
            .employee = said.role == Role::kRep ? std::string(said.from) : std::string(),
            .talk_s = 0};
  if (said.channel != Channel::kChat && !ReadLine(said.detail, said.channel == Channel::kCall, word)) {
    return std::nullopt;
  }
  if (!word.out && said.channel != Channel::kCall) {
    word.closing =
        said.type == "emotion" || ((said.type == "text" || said.type == "sms") && said.text && IsClosing(*said.text));
  }
  return word;
}

/// A number that is nobody's: of a service, or a sender's name.
bool IsService(std::string_view id) {
  const bool digits = std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) return false;
  return id.size() < 10 || id.size() > 15 || id[0] == '0' || id.starts_with("10") || id.starts_with("11");
}

}  // namespace

void ForgetActivity(db::Connection& connection, std::int32_t zone_minutes) {
  connection.Query(kForget);
  connection.Query(kFromStart, db::Params().Int(zone_minutes));
}

std::uint64_t ActivityFollower::Step() {
  db::Transaction transaction(connection_);
  const db::Rows progress = connection_.Query(kProgress);
  if (progress.empty()) return 0;
  std::uint64_t from = progress.Id(0, 0);
  if (progress.Int(0, 1) != zone_minutes_) {
    ForgetActivity(connection_, zone_minutes_);
    from = 0;
  }
  const std::uint64_t size = connection_.Query("SELECT tree_size FROM log_head").Id(0, 0);
  if (from >= size) return 0;
  HoldRows(connection_);
  const std::uint64_t sealed = catalog_.List(connection_)->end();
  std::uint64_t end = std::min(size, from + kMostLeaves);
  if (from < sealed) {
    end = ReadSealed(from, std::min(end, sealed));
  } else {
    ReadRows(from, end);
  }
  if (!words_.empty()) {
    LoadTalks();
    for (const Word& word : words_) {
      const auto talk = talks_.find(word.conversation);
      if (talk != talks_.end()) tally_.Take(word, talk->second);
    }
    StoreTalks();
    StoreDays();
    StoreContactDays();
    StoreReplies();
    StoreLasts();
  }
  connection_.Query(kMoveOn, db::Params().Int(Signed(end)));
  transaction.Commit();
  return end - from;
}

std::uint64_t ActivityFollower::ReadSealed(std::uint64_t from, std::uint64_t end) {
  const std::uint64_t at = connection_.Query(kBundleAt, db::Params().Int(Signed(from))).Id(0, 0);
  std::uint64_t next = from;
  for (const StoredBundle& stored : ReadBundles(connection_, at, kMostBytes)) {
    if (stored.first >= end) break;
    const Bundle bundle = Unwrap(Bundle::Decode(stored.bytes));
    for (std::uint64_t leaf = std::max(from, bundle.first()); leaf < std::min(end, bundle.end()); ++leaf) {
      const StoredLeaf& kept = bundle.leaves()[leaf - bundle.first()];
      if (kept.kind != static_cast<std::uint8_t>(RecordKind::kMessage) || kept.content.empty()) continue;
      const Message message = Unwrap(DecodeContent(kept.content));
      const bool single = message.conversation_kind == ConversationKind::kSingle &&
                          (message.role == Role::kRep || message.role == Role::kCustomer);
      const bool group = message.conversation_kind == ConversationKind::kGroup && message.role == Role::kRep &&
                         message.channel == Channel::kChat;
      if (message.channel == Channel::kEvent || message.action != "send" || (!single && !group)) continue;
      std::optional<std::string_view> text;
      if (message.text.size() <= kLongestClosing) text = message.text;
      auto word = WordOf({.leaf = leaf,
                          .conversation = message.conversation(),
                          .at = message.sent_at,
                          .channel = message.channel,
                          .kind = message.conversation_kind,
                          .role = message.role,
                          .type = message.type,
                          .from = message.from.id,
                          .text = text,
                          .detail = message.detail});
      if (word) words_.push_back(std::move(*word));
    }
    next = std::min(end, bundle.end());
  }
  return std::max(next, from + 1);
}

void ActivityFollower::ReadRows(std::uint64_t from, std::uint64_t end) {
  const db::Rows rows = connection_.Query(kWords, db::Params().Int(Signed(from)).Int(Signed(end)));
  words_.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::optional<std::string_view> text;
    if (!rows.IsNull(i, 8)) text = rows.View(i, 8);
    auto word = WordOf({.leaf = rows.Id(i, 0),
                        .conversation = rows.Uuid(i, 1),
                        .at = rows.Int(i, 2),
                        .channel = static_cast<Channel>(rows.Int(i, 3)),
                        .kind = static_cast<ConversationKind>(rows.Int(i, 4)),
                        .role = static_cast<Role>(rows.Int(i, 5)),
                        .type = rows.View(i, 6),
                        .from = rows.View(i, 7),
                        .text = text,
                        .detail = rows.View(i, 9)});
    if (word) words_.push_back(std::move(*word));
  }
}

void ActivityFollower::LoadTalks() {
  std::vector<std::string> ids;
  for (const Word& word : words_) {
    const auto [talk, is_new] = talks_.try_emplace(word.conversation);
    if (is_new) ids.push_back(word.conversation);
    if (word.kind == Word::Kind::kChat) talk->second.chat = true;
  }
  const db::Rows rows = connection_.Query(kTalks, db::Params().UuidArray(ids));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Talk& talk = talks_[BytesOf(rows.Uuid(i, 0))];
    talk.source = rows.Int(i, 1);
    if (static_cast<ConversationKind>(rows.Int(i, 2)) != ConversationKind::kSingle) continue;
    talk.employee = rows.Text(i, 3);
    if (rows.IsNull(i, 3) || (!talk.chat && IsService(rows.View(i, 4)))) continue;
    talk.party = rows.Text(i, 4);
    talk.last_employee_at = rows.Int(i, 5);
    talk.last_customer_at = rows.Int(i, 6);
    talk.last_customer_id = rows.Id(i, 7);
    talk.open_at = rows.Int(i, 8);
    talk.open_id = rows.Id(i, 9);
  }
}

void ActivityFollower::StoreTalks() {
  std::vector<std::string> ids, employees, parties;
  std::vector<std::int64_t> sources, employee_ats, customer_ats, customer_ids, open_ats, open_ids;
  for (const auto& [id, talk] : talks_) {
    if (!talk.changed) continue;
    ids.push_back(id);
    sources.push_back(talk.source);
    employees.push_back(talk.employee);
    parties.push_back(talk.party);
    employee_ats.push_back(talk.last_employee_at);
    customer_ats.push_back(talk.last_customer_at);
    customer_ids.push_back(Signed(talk.last_customer_id));
    open_ats.push_back(talk.open_at);
    open_ids.push_back(Signed(talk.open_id));
  }
  if (ids.empty()) return;
  connection_.Query(kStoreTalks, db::Params()
                                     .UuidArray(ids)
                                     .IntArray(sources)
                                     .TextArray(employees)
                                     .TextArray(parties)
                                     .IntArray(employee_ats)
                                     .IntArray(customer_ats)
                                     .IntArray(customer_ids)
                                     .IntArray(open_ats)
                                     .IntArray(open_ids));
}

void ActivityFollower::StoreDays() {
  if (tally_.days().empty()) return;
  std::vector<std::int64_t> days, sources;
  std::vector<std::string> employees;
  for (const auto& [key, measures] : tally_.days()) {
    days.push_back(std::get<0>(key));
    sources.push_back(std::get<1>(key));
    employees.push_back(std::get<2>(key));
  }
  db::Params params;
  params.IntArray(days).IntArray(sources).TextArray(employees);
  BindMeasures(tally_.days(), kOfDays, params);
  static const std::string kStoreDays =
      Adding("activity_day", "day, source_id, employee_id", "$1::bigint[], $2::bigint[], $3::text[]", 4, kOfDays);
  connection_.Query(kStoreDays, params);
}

void ActivityFollower::StoreContactDays() {
  if (tally_.contacts().empty()) return;
  std::vector<std::int64_t> days, sources;
  std::vector<std::string> employees, parties;
  for (const auto& [key, measures] : tally_.contacts()) {
    days.push_back(std::get<0>(key));
    sources.push_back(std::get<1>(key));
    employees.push_back(std::get<2>(key));
    parties.push_back(std::get<3>(key));
  }
  db::Params params;
  params.IntArray(days).IntArray(sources).TextArray(employees).TextArray(parties);
  BindMeasures(tally_.contacts(), kOfContacts, params);
  static const std::string kStoreContactDays =
      Adding("activity_contact_day", "day, source_id, employee_id, party_id",
             "$1::bigint[], $2::bigint[], $3::text[], $4::text[]", 5, kOfContacts);
  connection_.Query(kStoreContactDays, params);
}

void ActivityFollower::StoreReplies() {
  if (tally_.replies().empty()) return;
  std::vector<std::int64_t> days, sources, buckets, counts;
  std::vector<std::string> employees;
  for (const auto& [key, count] : tally_.replies()) {
    days.push_back(std::get<0>(key));
    sources.push_back(std::get<1>(key));
    employees.push_back(std::get<2>(key));
    buckets.push_back(std::get<3>(key));
    counts.push_back(count);
  }
  connection_.Query(
      kStoreReplies,
      db::Params().IntArray(days).IntArray(sources).TextArray(employees).IntArray(buckets).IntArray(counts));
}

void ActivityFollower::StoreLasts() {
  if (tally_.lasts().empty()) return;
  std::vector<std::string> parties, employees;
  std::vector<std::int64_t> sources, outs, ins;
  for (const auto& [key, last] : tally_.lasts()) {
    parties.push_back(std::get<0>(key));
    sources.push_back(std::get<1>(key));
    employees.push_back(std::get<2>(key));
    outs.push_back(last.out_at);
    ins.push_back(last.in_at);
  }
  connection_.Query(
      kStoreLasts, db::Params().TextArray(parties).IntArray(sources).TextArray(employees).IntArray(outs).IntArray(ins));
  NoteForGrading(connection_, sources, parties);
}

}  // namespace custos::storage
