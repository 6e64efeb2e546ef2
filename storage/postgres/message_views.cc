// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/message_views.h"

#include <map>
#include <unordered_map>

#include "storage/postgres/people.h"

namespace custos::storage {
namespace {

enum Column : int {
  kConversation,
  kSentAt,
  kId,
  kSeq,
  kSource,
  kChannel,
  kKind,
  kRole,
  kFromKind,
  kHasMedia,
  kRecalledAt,
  kKey,
  kAction,
  kType,
  kFromId,
  kText,
  kQuoteSpeaker,
  kQuoteText,
  kDetail
};

constexpr char kMedia[] =
    "SELECT m.message_id, m.position, m.kind, m.name, coalesce(m.stored_size, m.size), m.duration_s, m.state, m.content"
    " FROM unnest($1::uuid[], $2::bigint[]) AS k(conversation_id, message_id)"
    " JOIN media m ON m.conversation_id = k.conversation_id AND m.message_id = k.message_id"
    " ORDER BY m.message_id, m.position";
constexpr char kAlerts[] =
    "SELECT a.message_id, a.alert_id FROM unnest($1::uuid[], $2::bigint[]) AS k(conversation_id, message_id)"
    " JOIN alert a ON a.conversation_id = k.conversation_id AND a.message_id = k.message_id ORDER BY a.alert_id";

std::string BytesOf(const ConversationId& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

MessageView ViewOf(const db::Rows& rows, std::size_t i) {
  MessageView view;
  view.ref = {rows.Id(i, kId), rows.Uuid(i, kConversation), rows.Int(i, kSentAt)};
  view.seq = rows.Id(i, kSeq);
  view.key = rows.Text(i, kKey);
  view.channel = static_cast<Channel>(rows.Int(i, kChannel));
  view.action = rows.Text(i, kAction);
  view.type = rows.Text(i, kType);
  view.conversation_kind = static_cast<ConversationKind>(rows.Int(i, kKind));
  view.role = static_cast<Role>(rows.Int(i, kRole));
  view.text = rows.Text(i, kText);
  if (!rows.IsNull(i, kQuoteText)) view.quote = Quote{rows.Text(i, kQuoteSpeaker), rows.Text(i, kQuoteText)};
  view.detail = rows.IsNull(i, kDetail) ? "{}" : rows.Text(i, kDetail);
  view.recalled_at = rows.Int(i, kRecalledAt);
  return view;
}

using ById = std::unordered_map<std::uint64_t, MessageView*>;

void AddMedia(db::Connection& connection, const std::vector<MessageView*>& with_media, const ById& by_id) {
  std::vector<std::string> conversations;
  std::vector<std::int64_t> ids;
  for (const MessageView* view : with_media) {
    conversations.push_back(BytesOf(view->ref.conversation));
    ids.push_back(static_cast<std::int64_t>(view->ref.message_id));
  }
  if (ids.empty()) return;
  const db::Rows rows = connection.Query(kMedia, db::Params().UuidArray(conversations).IntArray(ids));
  static constexpr const char* kStates[] = {"pending", "stored", "gone"};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    by_id.at(rows.Id(i, 0))
        ->media.push_back({.position = static_cast<std::uint32_t>(rows.Int(i, 1)),
                           .kind = rows.Text(i, 2),
                           .name = rows.Text(i, 3),
                           .size = rows.Id(i, 4),
                           .duration_s = static_cast<std::uint32_t>(rows.Int(i, 5)),
                           .state = kStates[std::min<std::int64_t>(rows.Int(i, 6), 2)],
                           .content = DigestFromBytes(rows.Bytes(i, 7))});
  }
}

void AddAlerts(db::Connection& connection, const std::vector<MessageView>& views, const ById& by_id) {
  std::vector<std::string> conversations;
  std::vector<std::int64_t> ids;
  for (const MessageView& view : views) {
    conversations.push_back(BytesOf(view.ref.conversation));
    ids.push_back(static_cast<std::int64_t>(view.ref.message_id));
  }
  const db::Rows rows = connection.Query(kAlerts, db::Params().UuidArray(conversations).IntArray(ids));
  for (std::size_t i = 0; i < rows.size(); ++i) by_id.at(rows.Id(i, 0))->alert_ids.push_back(rows.Id(i, 1));
}

}  // namespace

const char kMessageColumns[] =
    "m.conversation_id, m.sent_at, m.message_id, m.seq, m.source_id, m.channel, m.conversation_kind, m.role,"
    " m.from_kind, m.has_media, m.recalled_at, m.key, m.action, m.type, m.from_id, m.text, m.quote_speaker,"
    " m.quote_text, m.detail";

std::vector<MessageView> ReadMessageRows(db::Connection& connection, Sources& sources, const db::Rows& rows) {
  std::vector<MessageView> views;
  if (rows.empty()) return views;
  People people(connection, sources);
  const auto kind_at = [&](std::size_t i) { return static_cast<PartyKind>(rows.Int(i, kFromKind)); };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    people.Want(static_cast<int>(rows.Int(i, kSource)), kind_at(i), rows.Text(i, kFromId));
  }
  people.Load();
  views.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    views.push_back(ViewOf(rows, i));
    const int source_id = static_cast<int>(rows.Int(i, kSource));
    views.back().source = sources.NameOf(connection, source_id);
    views.back().from = people.Get(source_id, kind_at(i), rows.Text(i, kFromId));
  }
  ById by_id;
  std::vector<MessageView*> with_media;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    by_id[views[i].ref.message_id] = &views[i];
    if (rows.Bool(i, kHasMedia)) with_media.push_back(&views[i]);
  }
  AddMedia(connection, with_media, by_id);
  AddAlerts(connection, views, by_id);
  return views;
}

std::vector<MessageView> LoadMessages(db::Connection& connection, Sources& sources,
                                      const std::vector<MessageRef>& refs) {
  std::vector<std::string> conversations;
  std::vector<std::int64_t> sent, ids;
  for (const MessageRef& ref : refs) {
    conversations.push_back(BytesOf(ref.conversation));
    sent.push_back(ref.sent_at);
    ids.push_back(static_cast<std::int64_t>(ref.message_id));
  }
  if (ids.empty()) return {};
  const db::Rows rows =
      connection.Query(std::string("SELECT ") + kMessageColumns +
                           " FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) WITH ORDINALITY AS k(conversation_id, "
                           "sent_at, message_id, n)"
                           " JOIN message m ON m.conversation_id = k.conversation_id AND m.sent_at = k.sent_at"
                           " AND m.message_id = k.message_id ORDER BY k.n",
                       db::Params().UuidArray(conversations).IntArray(sent).IntArray(ids));
  return ReadMessageRows(connection, sources, rows);
}

}  // namespace custos::storage
