// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_reader.h"

#include <algorithm>
#include <limits>

#include "storage/format/bundle.h"
#include "storage/postgres/message_search.h"
#include "storage/postgres/message_views.h"
#include "storage/postgres/people.h"

namespace custos::storage {
namespace {

constexpr std::size_t kMostAround = 500;

constexpr char kPlaceOf[] = "SELECT conversation_id, sent_at FROM message WHERE message_id = $1";
constexpr char kBundleOf[] = "SELECT data FROM bundle WHERE first_leaf <= $1 ORDER BY first_leaf DESC LIMIT 1";
constexpr char kMediaAt[] =
    "SELECT conversation_id, kind, name, coalesce(stored_size, size), duration_s, state, content FROM media"
    " WHERE message_id = $1 AND position = $2";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

[[noreturn]] void NoSuch(const char* what) {
  db::Fail(ErrorKind::kNotFound, std::string(what) + ".not_found", std::string("no such ") + what);
}

}  // namespace

Result<SearchPage> PostgresReader::Search(const Scope& scope, const SearchQuery& query) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    return MessageSearch(*lease, sources_, partitions_, query).Run(scope);
  });
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
  SqlWhere where;
  where.And("m.conversation_id = " + where.BindUuid(conversation));
  where.And(std::string("(m.sent_at, m.message_id) ") + (older ? "< (" : ">= (") + where.BindInt(sent_at) + ", " +
            where.BindInt(Signed(message_id)) + ")");
  const std::string direction = older ? " DESC" : " ASC";
  return ReadMessageRows(connection, sources_,
                         connection.Query(std::string("SELECT ") + kMessageColumns + " FROM message m" + where.text +
                                              " ORDER BY m.sent_at" + direction + ", m.message_id" + direction +
                                              " LIMIT " + std::to_string(limit),
                                          where.params));
}

Result<ConversationPage> PostgresReader::ReadConversation(const Scope& scope, const ConversationId& conversation,
                                                          std::uint64_t anchor, std::size_t before, std::size_t after) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    CheckVisible(*lease, scope, conversation);
    TimeMs sent_at = std::numeric_limits<TimeMs>::max();
    std::uint64_t message_id = std::numeric_limits<std::int64_t>::max();
    if (anchor != 0) {
      const db::Rows place = lease->Query(kPlaceOf, db::Params().Int(Signed(anchor)));
      if (place.empty() || place.Uuid(0, 0) != conversation) NoSuch("message");
      sent_at = place.Int(0, 1);
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

Result<std::string> PostgresReader::ReadOriginal(const Scope& scope, std::uint64_t message_id) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    const db::Rows place = lease->Query(kPlaceOf, db::Params().Int(Signed(message_id)));
    if (place.empty()) NoSuch("message");
    CheckVisible(*lease, scope, place.Uuid(0, 0));
    const db::Rows rows = lease->Query(kBundleOf, db::Params().Int(Signed(message_id)));
    if (rows.empty()) db::Fail(ErrorKind::kCorrupt, "evidence.bundle_missing", "the evidence of a message is gone");
    const auto bundle = Bundle::Decode(rows.Bytes(0, 0));
    if (!bundle) throw db::Failure(bundle.error());
    auto message = bundle->ReadMessage(message_id);
    if (!message) throw db::Failure(message.error());
    return std::move(message->raw);
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
                     .content = DigestFromBytes(rows.Bytes(0, 6))};
  });
}

}  // namespace custos::storage
