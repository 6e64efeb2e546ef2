// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "storage/postgres/sources.h"
#include "storage/reader.h"

namespace custos::storage {

/// Looks up the names of people, all of a page in a few statements. Made per request, not thread-safe.
class People {
 public:
  People(db::Connection& connection, Sources& sources) : connection_(connection), sources_(sources) {}

  void Want(int source_id, PartyKind kind, const std::string& id) { people_.try_emplace({source_id, kind, id}); }
  /// Fetches everybody who was wanted.
  void Load();
  /// The person; his id stands for an unknown name.
  PersonView Get(int source_id, PartyKind kind, const std::string& id) const;

 private:
  struct Known {
    std::string name;
    std::string department;
  };
  using Key = std::tuple<int, PartyKind, std::string>;
  void LoadNames(const char* sql, PartyKind kind);

  db::Connection& connection_;
  Sources& sources_;
  std::map<Key, Known> people_;
};

/// Conversations by id, with title; `with_people` adds who takes part, at most 200.
std::map<ConversationId, ConversationView> LoadConversations(db::Connection& connection, Sources& sources,
                                                             const std::vector<ConversationId>& ids, bool with_people);

}  // namespace custos::storage
