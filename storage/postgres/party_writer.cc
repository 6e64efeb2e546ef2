// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/party_writer.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "storage/postgres/commit_rows.h"

namespace custos::storage {
namespace {

constexpr std::size_t kMostRemembered = 100'000;

constexpr char kAddParties[] =
    "INSERT INTO conversation_party (conversation_id, source_id, kind, party_id, in_group)"
    " SELECT id, $1, kind, party, in_group <> 0 FROM unnest($2::uuid[], $3::bigint[], $4::text[], $5::bigint[])"
    " AS r(id, kind, party, in_group)"
    " ON CONFLICT DO NOTHING";

Digest DigestOf(std::vector<Party>& parties) {
  std::sort(parties.begin(), parties.end(),
            [](const Party& a, const Party& b) { return std::tie(a.kind, a.id) < std::tie(b.kind, b.id); });
  std::string all;
  for (const Party& party : parties) {
    all += static_cast<char>(party.kind);
    all += party.id;
    all += '\0';
  }
  return Sha256(all);
}

}  // namespace

void PartyWriter::Write(db::Connection& connection, int source_id, const std::vector<PlannedMessage>& messages) {
  fresh_.clear();
  std::set<std::tuple<std::string, std::int64_t, std::string, bool>> rows;  // the last: in a group
  std::unordered_map<std::string, Digest> here;
  for (const PlannedMessage& planned : messages) {
    const Message& message = planned.judged->message;
    std::vector<Party> parties = PartiesOf(message);
    const Digest digest = DigestOf(parties);
    const ConversationId id = message.conversation();
    const std::string conversation(reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size());
    if (const auto found = here.find(conversation); found != here.end() && found->second == digest) continue;
    here[conversation] = digest;
    if (const auto found = written_.find(conversation); found != written_.end() && found->second == digest) continue;
    for (const Party& party : parties) {
      rows.emplace(conversation, static_cast<std::int64_t>(party.kind), db::StorableText(party.id),
                   !message.room.empty());
    }
    fresh_.emplace_back(conversation, digest);
  }
  if (rows.empty()) return;
  std::vector<std::string> conversations, ids;
  std::vector<std::int64_t> kinds, in_groups;
  for (const auto& [conversation, kind, id, in_group] : rows) {
    conversations.push_back(conversation);
    kinds.push_back(kind);
    ids.push_back(id);
    in_groups.push_back(in_group ? 1 : 0);
  }
  connection.Query(
      kAddParties,
      db::Params().Int(source_id).UuidArray(conversations).IntArray(kinds).TextArray(ids).IntArray(in_groups));
}

void PartyWriter::Committed() {
  if (written_.size() > kMostRemembered) written_.clear();
  for (auto& [conversation, digest] : fresh_) written_[conversation] = digest;
  fresh_.clear();
}

}  // namespace custos::storage
