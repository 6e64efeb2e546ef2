// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/postgres/pool.h"
#include "storage/postgres/scope_sql.h"
#include "storage/postgres/sealed_keys.h"
#include "storage/reader.h"

namespace custos::storage {

/// Reads content from PostgreSQL. Thread-safe.
class PostgresReader final : public Reader {
 public:
  PostgresReader(db::Pool& pool, Sources& sources, SealedStore& sealed)
      : pool_(pool), sources_(sources), sealed_(sealed) {}

  Result<SearchPage> Search(const Scope& scope, const SearchQuery& query) override;
  Result<SearchFacets> CountFacets(const Scope& scope, const SearchQuery& query) override;
  Result<ConversationPage> ReadConversation(const Scope& scope, const ConversationId& conversation,
                                            std::uint64_t anchor, std::size_t before, std::size_t after) override;
  Result<ConversationView> GetConversation(const Scope& scope, const ConversationId& conversation) override;
  Result<std::vector<SimilarConversation>> FindSimilar(const Scope& scope, const ConversationId& conversation,
                                                       std::size_t limit) override;
  Result<std::string> ReadOriginal(const Scope& scope, std::uint64_t message_id) override;
  Result<MediaView> GetMedia(const Scope& scope, std::uint64_t message_id, std::uint32_t position) override;

 private:
  MessageRef PlaceOf(db::Connection& connection, std::uint64_t message_id);
  void CheckVisible(db::Connection& connection, const Scope& scope, const ConversationId& conversation);
  std::vector<MessageView> Beside(db::Connection& connection, const ConversationId& conversation, TimeMs sent_at,
                                  std::uint64_t message_id, bool older, std::size_t limit);

  db::Pool& pool_;
  Sources& sources_;
  SealedStore& sealed_;
};

}  // namespace custos::storage
