// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "storage/candidate_query.h"
#include "storage/postgres/scope_sql.h"
#include "storage/query/tree.h"
#include "storage/reader.h"

namespace custos::storage {

/// A query whose names are looked up: what the index is asked, and for each condition what it means. One thread.
class ResolvedQuery {
 public:
  /// Reads the language of `query`, adds its filters and looks every name up. Throws db::Failure kInvalid with the
  /// parser's code.
  ResolvedQuery(db::Connection& connection, Sources& sources, const Scope& scope, const SearchQuery& query);
  ResolvedQuery(const ResolvedQuery&) = delete;
  ResolvedQuery& operator=(const ResolvedQuery&) = delete;

  /// Nothing can be found: the scope shows nothing.
  bool nothing() const { return nothing_; }
  const query::Node& tree() const { return tree_; }
  const CandidateQuery& candidates() const { return candidates_; }
  const std::vector<UnknownValue>& unknown() const { return unknown_; }

  /// Whether a condition of the tree holds for a message.
  bool Holds(const query::Condition& condition, const MessageView& message) const;

 private:
  struct IdHash {
    std::size_t operator()(const ConversationId& id) const;
  };
  using Conversations = std::unordered_set<ConversationId, IdHash>;
  /// What the names of one condition stand for.
  struct Meaning {
    Accounts people;  // of every kind
    std::vector<PartyKind> kinds;
    Conversations conversations;
    std::vector<ConversationId> groups;  // of them; of a condition on people
    std::unordered_set<std::uint64_t> messages;
  };

  void Resolve(const query::Node& node);
  void ResolvePeople(const query::Node& node, Meaning& meaning);
  void ResolveDepartments(const query::Node& node, Meaning& meaning);
  void ResolveConversations(const query::Node& node, Meaning& meaning);
  void ResolveAlerts(const std::vector<const query::Condition*>& conditions, std::unordered_set<std::uint64_t>& into);
  void AddConversationsOf(Meaning& meaning);
  void Note(const query::Node& node, const std::string& value);
  void Push(const query::Condition& condition);
  void PushHas(const query::Condition& condition);
  void KeepConversations(const Meaning& meaning);
  std::vector<std::int32_t> CodesOf(const Meaning& meaning) const;
  bool IsPerson(const Meaning& meaning, const MessageView& message) const;

  db::Connection& connection_;
  Sources& sources_;
  query::Node tree_;
  CandidateQuery candidates_;
  std::unordered_map<const query::Condition*, Meaning> meanings_;
  std::vector<UnknownValue> unknown_;
  bool nothing_ = false;
};

}  // namespace custos::storage
