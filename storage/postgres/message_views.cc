// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/message_views.h"

#include <map>
#include <unordered_map>

#include "storage/postgres/people.h"
#include "storage/postgres/stored_messages.h"

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

constexpr char kRows[] =
    "SELECT m.conversation_id, m.sent_at, m.message_id, m.seq, m.source_id, m.channel, m.conversation_kind, m.role,"
    " m.from_kind, m.has_media, m.recalled_at, m.key, m.action, m.type, m.from_id, m.text, m.quote_speaker,"
    " m.quote_text, m.detail FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS k(conversation_id, sent_at, "
    "message_id)"
    " JOIN message m ON m.conversation_id = k.conversation_id AND m.sent_at = k.sent_at AND m.message_id = "
    "k.message_id";
constexpr char kRecalls[] = "SELECT message_id, recalled_at FROM sealed_recall WHERE message_id = ANY($1)";
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

/// A view without names, media and alerts, and what those are looked up by.
struct Bare {
  MessageView view;
  int source_id = 0;
  Party from;
  bool has_media = false;
};

Bare BareOf(const db::Rows& rows, std::size_t i) {
  Bare bare{.view = {},
            .source_id = static_cast<int>(rows.Int(i, kSource)),
            .from = {static_cast<PartyKind>(rows.Int(i, kFromKind)), rows.Text(i, kFromId)},
            .has_media = rows.Bool(i, kHasMedia)};
  MessageView& view = bare.view;
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
  return bare;
}

/// As its row would be.
Bare BareOf(const Message& message, std::uint64_t id, int source_id) {
  Bare bare{.view = {},
            .source_id = source_id,
            .from = {message.from.kind, db::StorableText(message.from.id)},
            .has_media = !message.media.empty()};
  MessageView& view = bare.view;
  view.ref = {id, message.conversation(), message.sent_at};
  view.seq = message.seq;
  view.key = db::StorableText(message.key);
  view.channel = message.channel;
  view.action = db::StorableText(message.action);
  view.type = db::StorableText(message.type);
  view.conversation_kind = message.conversation_kind;
  view.role = message.role;
  view.text = db::StorableText(message.text);
  if (message.quote)
    view.quote = Quote{db::StorableText(message.quote->speaker), db::StorableText(message.quote->text)};
  view.detail = db::StorableText(message.detail);
  return bare;
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

std::vector<MessageView> Complete(db::Connection& connection, Sources& sources, std::vector<Bare> all) {
  std::vector<MessageView> views;
  if (all.empty()) return views;
  People people(connection, sources);
  for (const Bare& bare : all) people.Want(bare.source_id, bare.from.kind, bare.from.id);
  people.Load();
  views.reserve(all.size());
  for (Bare& bare : all) {
    views.push_back(std::move(bare.view));
    views.back().source = sources.NameOf(connection, bare.source_id);
    views.back().from = people.Get(bare.source_id, bare.from.kind, bare.from.id);
  }
  ById by_id;
  std::vector<MessageView*> with_media;
  for (std::size_t i = 0; i < all.size(); ++i) {
    by_id[views[i].ref.message_id] = &views[i];
    if (all[i].has_media) with_media.push_back(&views[i]);
  }
  AddMedia(connection, with_media, by_id);
  AddAlerts(connection, views, by_id);
  return views;
}

std::map<std::uint64_t, Bare> ReadRows(db::Connection& connection, const std::vector<MessageRef>& refs) {
  std::vector<std::string> conversations;
  std::vector<std::int64_t> sent, ids;
  for (const MessageRef& ref : refs) {
    conversations.push_back(BytesOf(ref.conversation));
    sent.push_back(ref.sent_at);
    ids.push_back(static_cast<std::int64_t>(ref.message_id));
  }
  const db::Rows rows = connection.Query(kRows, db::Params().UuidArray(conversations).IntArray(sent).IntArray(ids));
  std::map<std::uint64_t, Bare> found;
  for (std::size_t i = 0; i < rows.size(); ++i) found.emplace(rows.Id(i, kId), BareOf(rows, i));
  return found;
}

/// Messages that no row stands for, from the evidence, with their recall marks.
void AddSealed(db::Connection& connection, Sources& sources, const std::vector<std::uint64_t>& ids,
               std::map<std::uint64_t, Bare>& found) {
  if (ids.empty()) return;
  for (const auto& [id, message] : ReadStoredMessages(connection, ids)) {
    found.emplace(id, BareOf(message, id, sources.Find(connection, message.source)));
  }
  const std::vector<std::int64_t> wanted(ids.begin(), ids.end());
  const db::Rows recalls = connection.Query(kRecalls, db::Params().IntArray(wanted));
  for (std::size_t i = 0; i < recalls.size(); ++i) {
    const auto bare = found.find(recalls.Id(i, 0));
    if (bare != found.end()) bare->second.view.recalled_at = recalls.Int(i, 1);
  }
}

}  // namespace

std::vector<MessageView> LoadMessages(db::Connection& connection, Sources& sources,
                                      const std::vector<MessageRef>& refs) {
  if (refs.empty()) return {};
  std::map<std::uint64_t, Bare> found = ReadRows(connection, refs);
  std::vector<std::uint64_t> sealed;
  for (const MessageRef& ref : refs) {
    if (!found.contains(ref.message_id)) sealed.push_back(ref.message_id);
  }
  AddSealed(connection, sources, sealed, found);
  std::vector<Bare> all;
  for (const MessageRef& ref : refs) {
    const auto bare = found.find(ref.message_id);
    if (bare != found.end()) all.push_back(bare->second);
  }
  return Complete(connection, sources, std::move(all));
}

}  // namespace custos::storage
