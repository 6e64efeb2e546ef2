// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/customer_follower.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>

#include "storage/format/bundle.h"
#include "storage/format/content.h"
#include "storage/postgres/lead_records.h"
#include "storage/postgres/order_records.h"
#include "storage/postgres/postgres_evidence.h"

namespace custos::storage {
namespace {

constexpr std::uint64_t kMostLeaves = 65'536;
constexpr std::size_t kMostBytes = 8U << 20;  // of bundles at once

constexpr char kProgress[] = "SELECT leaf FROM customer_progress FOR UPDATE SKIP LOCKED";
constexpr char kConsentNews[] =
    "SELECT conversation_id, max(sent_at) FROM message WHERE message_id >= $1 AND message_id < $2"
    " AND channel IN (1, 4) AND type = ANY($3) GROUP BY conversation_id";
constexpr char kMoveOn[] = "UPDATE customer_progress SET leaf = $1";
constexpr char kTakeDue[] =
    "WITH taken AS (DELETE FROM customer_due WHERE ctid = ANY(ARRAY(SELECT ctid FROM customer_due LIMIT 5000))"
    "  RETURNING source_id, customer_id)"
    " SELECT d.source_id, d.customer_id, coalesce(c.unionid, ''), coalesce((SELECT string_agg(DISTINCT m, chr(10))"
    "   FROM follow_relation f CROSS JOIN unnest(f.mobiles) AS m WHERE f.source_id = d.source_id"
    "   AND f.customer_id = d.customer_id AND m <> ''"
    "   AND NOT EXISTS (SELECT 1 FROM employee_number n WHERE n.scope = '' AND n.value = m)), '')"
    " FROM taken d LEFT JOIN customer c ON c.source_id = d.source_id AND c.id = d.customer_id";
constexpr char kBundleAt[] = "SELECT coalesce(max(first_leaf), 0) FROM bundle WHERE first_leaf <= $1";
constexpr char kTalk[] =
    "SELECT DISTINCT conversation_id, channel = 1 OR (channel = 4 AND type = ANY($3)) FROM message"
    " WHERE message_id >= $1 AND message_id < $2";
constexpr char kTold[] =
    "SELECT message_id, conversation_id, type, sent_at, strpos(detail, 'DELETE_BY_TRANSFER') > 0 FROM message"
    " WHERE message_id >= $1 AND message_id < $2 AND channel = 4 AND type = ANY($3)";
// Outsiders that no record knows yet. Whoever left a lead is met as a lead.
constexpr char kOutsiders[] =
    "SELECT DISTINCT coalesce(s.directory_id, p.source_id), p.source_id, p.party_id"
    " FROM unnest($1::uuid[]) AS c(id) JOIN conversation_party p ON p.conversation_id = c.id"
    " JOIN conversation v ON v.conversation_id = c.id AND left(v.key, 5) <> 'lead:'"
    " JOIN source s ON s.source_id = p.source_id WHERE p.kind = 2 AND NOT p.in_group"
    " AND NOT EXISTS (SELECT 1 FROM customer_identity i WHERE i.kind = 1 AND i.value = p.party_id"
    "   AND i.scope = coalesce(s.directory_id, p.source_id))"
    " AND NOT EXISTS (SELECT 1 FROM customer_identity i WHERE i.kind = 3 AND i.scope = 0 AND i.value = p.party_id)"
    " AND NOT EXISTS (SELECT 1 FROM employee_number n WHERE n.scope = '' AND n.value = p.party_id)";
constexpr char kAddTold[] =
    "INSERT INTO customer_event (at, kind, source_id, employee_id, party_id, leaf)"
    " SELECT e.at, e.kind, coalesce(s.directory_id, o.source_id), a.party_id, o.party_id, e.leaf"
    " FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[]) AS e(conversation_id, kind, at, leaf)"
    " JOIN conversation_party o ON o.conversation_id = e.conversation_id AND o.kind = 2"
    " JOIN conversation_party a ON a.conversation_id = e.conversation_id AND a.kind = 1"
    " JOIN source s ON s.source_id = o.source_id ON CONFLICT (leaf) WHERE leaf <> 0 DO NOTHING";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

std::optional<CustomerEventKind> KindOf(std::string_view type, bool handover) {
  using Kind = CustomerEventKind;
  if (type == "add_external_contact") return Kind::kAdded;
  if (type == "add_half_external_contact") return Kind::kHalfAdded;
  if (type == "edit_external_contact") return Kind::kEdited;
  if (type == "del_external_contact") return handover ? Kind::kHandedOver : Kind::kDeletedByEmployee;
  if (type == "del_follow_user") return Kind::kDeletedByCustomer;
  if (type == "transfer_fail") return Kind::kHandoverFailed;
  return std::nullopt;
}

const std::vector<std::string> kTypes = {"add_external_contact", "add_half_external_contact", "edit_external_contact",
                                         "del_external_contact", "del_follow_user",           "transfer_fail"};

bool IsDigits(std::string_view id) {
  return std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string BytesOf(const ConversationId& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

template <class T>
T Unwrap(Result<T> result) {
  if (!result) throw db::Failure(result.error());
  return std::move(result).value();
}

}  // namespace

std::uint64_t CustomerFollower::Step() {
  db::Transaction transaction(connection_);
  const db::Rows progress = connection_.Query(kProgress);
  if (progress.empty()) return 0;
  const std::uint64_t contacts = TakeContacts();
  const std::uint64_t leaves = ReadLog(progress.Id(0, 0));
  identities_.Settle();
  const std::uint64_t leads = LinkLeads(connection_, name_order_, now_);
  const std::uint64_t orders = LinkOrders(connection_, name_order_, now_);
  if (contacts + leaves + leads + orders == 0) return 0;
  transaction.Commit();
  return contacts + leaves + leads + orders;
}

std::uint64_t CustomerFollower::TakeContacts() {
  const db::Rows rows = connection_.Query(kTakeDue);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::int64_t source = rows.Int(i, 0);
    const IdentityKey contact{CustomerIdentityKind::kContact, source, rows.Text(i, 1)};
    const std::string unionid = rows.Text(i, 2);
    identities_.Know(contact, {"contact", 100, source, unionid});
    if (!unionid.empty()) {
      const IdentityKey person{CustomerIdentityKind::kUnionid, 0, unionid};
      identities_.Know(person, {"contact", 100, source, unionid});
      identities_.Join(contact, person, true, "unionid");
    }
    std::string_view mobiles = rows.View(i, 3);
    while (!mobiles.empty()) {
      const std::size_t end = std::min(mobiles.find('\n'), mobiles.size());
      const IdentityKey phone{CustomerIdentityKind::kPhone, 0, std::string(mobiles.substr(0, end))};
      if (IsSubscriber(std::get<2>(phone))) {
        identities_.Know(phone, {"noted", 90, source, {}});
        identities_.Join(contact, phone, false, "phone");
      }
      mobiles.remove_prefix(std::min(end + 1, mobiles.size()));
    }
  }
  return rows.size();
}

std::uint64_t CustomerFollower::ReadLog(std::uint64_t from) {
  const std::uint64_t size = connection_.Query("SELECT tree_size FROM log_head").Id(0, 0);
  if (from >= size) return 0;
  HoldRows(connection_);
  const std::uint64_t sealed = catalog_.List(connection_)->end();
  std::vector<std::string> chats, lines;
  Told told;
  std::uint64_t end = std::min(size, from + kMostLeaves);
  if (from < sealed) {
    end = ReadSealed(from, std::min(end, sealed), chats, lines, told);
  } else {
    ReadRows(from, end, chats, lines, told);
  }
  Meet(chats, true);
  Meet(lines, false);
  Write(told);
  connection_.Query(kMoveOn, db::Params().Int(Signed(end)));
  return end - from;
}

/// Returns the leaf it came to.
std::uint64_t CustomerFollower::ReadSealed(std::uint64_t from, std::uint64_t end, std::vector<std::string>& chats,
                                           std::vector<std::string>& lines, Told& told) {
  const std::uint64_t at = connection_.Query(kBundleAt, db::Params().Int(Signed(from))).Id(0, 0);
  std::set<std::string> chat_set, line_set;
  std::uint64_t next = from;
  for (const StoredBundle& stored : ReadBundles(connection_, at, kMostBytes)) {
    if (stored.first >= end) break;
    const Bundle bundle = Unwrap(Bundle::Decode(stored.bytes));
    for (std::uint64_t leaf = std::max(from, bundle.first()); leaf < std::min(end, bundle.end()); ++leaf) {
      const StoredLeaf& kept = bundle.leaves()[leaf - bundle.first()];
      if (kept.kind != static_cast<std::uint8_t>(RecordKind::kMessage) || kept.content.empty()) continue;
      const Message message = Unwrap(DecodeContent(kept.content));
      const std::string conversation = BytesOf(message.conversation());
      const auto kind = message.channel == Channel::kEvent
                            ? KindOf(message.type, message.detail.find("DELETE_BY_TRANSFER") != std::string::npos)
                            : std::nullopt;
      (message.channel == Channel::kChat || kind ? chat_set : line_set).insert(conversation);
      if (IsConsentNews(message.channel, message.type)) told.consents.Add(conversation, message.sent_at);
      if (!kind) continue;
      told.conversations.push_back(conversation);
      told.kinds.push_back(static_cast<std::int64_t>(*kind));
      told.ats.push_back(message.sent_at);
      told.leaves.push_back(Signed(leaf));
    }
    next = std::min(end, bundle.end());
  }
  chats.assign(chat_set.begin(), chat_set.end());
  lines.assign(line_set.begin(), line_set.end());
  return std::max(next, from + 1);
}

void CustomerFollower::ReadRows(std::uint64_t from, std::uint64_t end, std::vector<std::string>& chats,
                                std::vector<std::string>& lines, Told& told) {
  const db::Params range = db::Params().Int(Signed(from)).Int(Signed(end)).TextArray(kTypes);
  const db::Rows talk = connection_.Query(kTalk, range);
  for (std::size_t i = 0; i < talk.size(); ++i) (talk.Bool(i, 1) ? chats : lines).push_back(BytesOf(talk.Uuid(i, 0)));
  const db::Rows news =
      connection_.Query(kConsentNews, db::Params().Int(Signed(from)).Int(Signed(end)).TextArray(ConsentNewsTypes()));
  for (std::size_t i = 0; i < news.size(); ++i) told.consents.Add(BytesOf(news.Uuid(i, 0)), news.Int(i, 1));
  const db::Rows rows = connection_.Query(kTold, range);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto kind = KindOf(rows.View(i, 2), rows.Bool(i, 4));
    if (!kind) continue;
    told.leaves.push_back(rows.Int(i, 0));
    told.conversations.push_back(BytesOf(rows.Uuid(i, 1)));
    told.kinds.push_back(static_cast<std::int64_t>(*kind));
    told.ats.push_back(rows.Int(i, 3));
  }
}

void CustomerFollower::Meet(const std::vector<std::string>& conversations, bool contacts) {
  if (conversations.empty()) return;
  const db::Rows rows = connection_.Query(kOutsiders, db::Params().UuidArray(conversations));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string id = rows.Text(i, 2);
    if (IsSubscriber(id)) {
      identities_.Know({CustomerIdentityKind::kPhone, 0, id}, {"talked", 100, rows.Int(i, 1), {}});
    } else if (contacts && !IsDigits(id)) {
      identities_.Know({CustomerIdentityKind::kContact, rows.Int(i, 0), id}, {"talked", 100, rows.Int(i, 1), {}});
    }
  }
}

void CustomerFollower::Write(const Told& told) {
  AskAgain(connection_, told.consents);
  if (told.leaves.empty()) return;
  connection_.Query(
      kAddTold,
      db::Params().UuidArray(told.conversations).IntArray(told.kinds).IntArray(told.ats).IntArray(told.leaves));
}

}  // namespace custos::storage
