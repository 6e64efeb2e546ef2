// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_reader.h"

#include <algorithm>
#include <limits>

#include "storage/postgres/message_scan.h"
#include "storage/postgres/message_search.h"
#include "storage/postgres/message_views.h"
#include "storage/postgres/people.h"
#include "storage/postgres/similar.h"
#include "storage/postgres/stored_messages.h"

namespace custos::storage {
namespace {

constexpr std::size_t kMostAround = 500;

constexpr char kPlaceOf[] = "SELECT conversation_id, sent_at FROM message WHERE message_id = $1";
constexpr char kMediaAt[] =
    "SELECT conversation_id, kind, name, coalesce(stored_size, size), duration_s, state, content,"
    " coalesce(leaf, 0) FROM media"
    " WHERE message_id = $1 AND position = $2";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

[[noreturn]] void NoSuch(const char* what) {
  db::Fail(ErrorKind::kNotFound, std::string(what) + ".not_found", std::string("no such ") + what);
}

}  // namespace

Result<SearchPage> PostgresReader::Search(const Scope& scope, const SearchQuery& query) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    return SearchMessages(*lease, sources_, sealed_.catalog, scope, query);
  });
}

Result<SearchFacets> PostgresReader::CountFacets(const Scope& scope, const SearchQuery& query) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    return storage::CountFacets(*lease, sources_, sealed_.catalog, scope, query);
  });
}

MessageRef PostgresReader::PlaceOf(db::Connection& connection, std::uint64_t message_id) {
  const db::Rows row = connection.Query(kPlaceOf, db::Params().Int(Signed(message_id)));
  if (!row.empty()) return {message_id, row.Uuid(0, 0), row.Int(0, 1)};
  const auto sealed = FindMessage(connection, message_id);
  if (!sealed) NoSuch("message");
  return *sealed;
}

void PostgresReader::CheckVisible(db::Connection& connection, const Scope& scope, const ConversationId& conversation) {
  SqlWhere where;
  where.And("c.conversation_id = " + where.BindUuid(conversation));
  AndVisible(where, "c.conversation_id", Resolve(connection, sources_, scope));
  if (connection.Query("SELECT 1 FROM conversation c" + where.text, where.params).empty()) NoSuch("conversation");
}

/// Messages before (newest first) or from this place on (oldest first).
std::vector<MessageView> PostgresReader::Beside(db::Connection& connection, const ConversationId& conversation,
                                                TimeMs sent_at, std::uint64_t message_id, bool older,
                                                std::size_t limit) {
  CandidateQuery query;
  query.conversations = {conversation};
  query.oldest_first = !older;
  query.after = MessagePosition{sent_at, older ? message_id : message_id - 1};
  MessageScan scan(connection, sealed_.catalog, query);
  return LoadMessages(connection, sources_, scan.Next(limit));
}

Result<ConversationPage> PostgresReader::ReadConversation(const Scope& scope, const ConversationId& conversation,
                                                          std::uint64_t anchor, std::size_t before, std::size_t after) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    CheckVisible(*lease, scope, conversation);
    TimeMs sent_at = std::numeric_limits<TimeMs>::max();
    std::uint64_t message_id = std::numeric_limits<std::int64_t>::max();
    if (anchor != 0) {
      const MessageRef place = PlaceOf(*lease, anchor);
      if (place.conversation != conversation) NoSuch("message");
      sent_at = place.sent_at;
      message_id = anchor;
    }
    const std::size_t wanted_before = std::min(before, kMostAround);
    const std::size_t wanted_after = std::min(after, kMostAround) + 1;  // and the anchor itself
    std::vector<MessageView> older = Beside(*lease, conversation, sent_at, message_id, true, wanted_before + 1);
    std::vector<MessageView> newer = Beside(*lease, conversation, sent_at, message_id, false, wanted_after + 1);
    ConversationPage page;
    page.more_before = older.size() > wanted_before;
    page.more_after = newer.size() > wanted_after;
    older.resize(std::min(older.size(), wanted_before));
    newer.resize(std::min(newer.size(), wanted_after));
    std::move(older.rbegin(), older.rend(), std::back_inserter(page.items));
    std::move(newer.begin(), newer.end(), std::back_inserter(page.items));
    return page;
  });
}

Result<ConversationView> PostgresReader::GetConversation(const Scope& scope, const ConversationId& conversation) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    CheckVisible(*lease, scope, conversation);
    auto views = LoadConversations(*lease, sources_, {conversation}, true);
    if (views.empty()) NoSuch("conversation");
    return std::move(views.begin()->second);
  });
}

Result<std::vector<SimilarConversation>> PostgresReader::FindSimilar(const Scope& scope,
                                                                     const ConversationId& conversation,
                                                                     std::size_t limit) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    CheckVisible(*lease, scope, conversation);
    return storage::FindSimilar(*lease, sources_, sealed_.catalog, scope, conversation, limit);
  });
}

Result<std::string> PostgresReader::ReadOriginal(const Scope& scope, std::uint64_t message_id) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    CheckVisible(*lease, scope, PlaceOf(*lease, message_id).conversation);
    auto messages = ReadStoredMessages(*lease, {message_id});
    if (messages.empty()) NoSuch("message");
    return std::move(messages.begin()->second.raw);
  });
}

Result<MediaView> PostgresReader::GetMedia(const Scope& scope, std::uint64_t message_id, std::uint32_t position) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    const db::Rows rows = lease->Query(kMediaAt, db::Params().Int(Signed(message_id)).Int(position));
    if (rows.empty()) NoSuch("media");
    CheckVisible(*lease, scope, rows.Uuid(0, 0));
    static constexpr const char* kStates[] = {"pending", "stored", "gone"};
    return MediaView{.position = position,
                     .kind = rows.Text(0, 1),
                     .name = rows.Text(0, 2),
                     .size = rows.Id(0, 3),
                     .duration_s = static_cast<std::uint32_t>(rows.Int(0, 4)),
                     .state = kStates[std::min<std::int64_t>(rows.Int(0, 5), 2)],
                     .content = DigestFromBytes(rows.Bytes(0, 6)),
                     .leaf = rows.Id(0, 7)};
  });
}

}  // namespace custos::storage
