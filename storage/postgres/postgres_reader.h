// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/postgres/partitions.h"
#include "storage/postgres/pool.h"
#include "storage/postgres/scope_sql.h"
#include "storage/reader.h"

namespace custos::storage {

/// Reads content from PostgreSQL. Thread-safe.
class PostgresReader final : public Reader {
 public:
  PostgresReader(db::Pool& pool, Sources& sources, Partitions& partitions)
      : pool_(pool), sources_(sources), partitions_(partitions) {}

  Result<SearchPage> Search(const Scope& scope, const SearchQuery& query) override;
  Result<ConversationPage> ReadConversation(const Scope& scope, const ConversationId& conversation,
                                            std::uint64_t anchor, std::size_t before, std::size_t after) override;
  Result<ConversationView> GetConversation(const Scope& scope, const ConversationId& conversation) override;
  Result<std::string> ReadOriginal(const Scope& scope, std::uint64_t message_id) override;
  Result<MediaView> GetMedia(const Scope& scope, std::uint64_t message_id, std::uint32_t position) override;

 private:
  void CheckVisible(db::Connection& connection, const Scope& scope, const ConversationId& conversation);
  std::vector<MessageView> Beside(db::Connection& connection, const ConversationId& conversation, TimeMs sent_at,
                                  std::uint64_t message_id, bool older, std::size_t limit);

  db::Pool& pool_;
  Sources& sources_;
  Partitions& partitions_;
};

}  // namespace custos::storage
