// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/people.h"

namespace custos::storage {
namespace {

constexpr std::size_t kMostPeople = 200;

// A source may use the directory of another one.
constexpr char kEmployeeNames[] =
    "SELECT k.source_id, e.id, e.name, d.name FROM unnest($1::bigint[], $2::text[]) AS k(source_id, id)"
    " LEFT JOIN source s ON s.source_id = k.source_id"
    " JOIN employee e ON e.source_id = coalesce(s.directory_id, k.source_id) AND e.id = k.id"
    " LEFT JOIN department d ON d.source_id = e.source_id AND d.id = e.main_department";
constexpr char kCustomerNames[] =
    "SELECT k.source_id, c.id, c.name, NULL FROM unnest($1::bigint[], $2::text[]) AS k(source_id, id)"
    " LEFT JOIN source s ON s.source_id = k.source_id"
    " JOIN customer c ON c.source_id = coalesce(s.directory_id, k.source_id) AND c.id = k.id";
constexpr char kConversations[] =
    "SELECT c.conversation_id, c.source_id, c.kind, c.room, c.messages, c.first_at, c.last_at, g.name"
    " FROM conversation c LEFT JOIN chat_group g ON g.source_id = c.source_id AND g.id = c.room AND c.room <> ''"
    " WHERE c.conversation_id = ANY($1)";
// A group's people only when asked for: it may have hundreds.
constexpr char kParties[] =
    "SELECT k.id, p.source_id, p.kind, p.party_id FROM unnest($1::uuid[]) AS k(id) CROSS JOIN LATERAL"
    " (SELECT source_id, kind, party_id FROM conversation_party WHERE conversation_id = k.id"
    "  ORDER BY kind, party_id LIMIT $2) p";

std::string BytesOf(const ConversationId& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

std::string TitleOf(const std::vector<PersonView>& people) {
  std::string title;
  for (const PersonView& person : people) {
    if (!title.empty()) title += " – ";
    title += person.name;
    if (title.size() > 200) break;
  }
  return title;
}

}  // namespace

void People::LoadNames(const char* sql, PartyKind kind) {
  std::vector<std::int64_t> sources;
  std::vector<std::string> ids;
  for (const auto& [key, known] : people_) {
    if (std::get<1>(key) != kind) continue;
    sources.push_back(std::get<0>(key));
    ids.push_back(std::get<2>(key));
  }
  if (ids.empty()) return;
  const db::Rows rows = connection_.Query(sql, db::Params().IntArray(sources).TextArray(ids));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    people_[{static_cast<int>(rows.Int(i, 0)), kind, rows.Text(i, 1)}] = {rows.Text(i, 2), rows.Text(i, 3)};
  }
}

void People::Load() {
  LoadNames(kEmployeeNames, PartyKind::kStaff);
  LoadNames(kCustomerNames, PartyKind::kExternal);
}

PersonView People::Get(int source_id, PartyKind kind, const std::string& id) const {
  PersonView person{
      .source = sources_.NameOf(connection_, source_id), .kind = kind, .id = id, .name = id, .department = {}};
  const auto found = people_.find({source_id, kind, id});
  if (found == people_.end()) return person;
  if (!found->second.name.empty()) person.name = found->second.name;
  person.department = found->second.department;
  return person;
}

std::map<ConversationId, ConversationView> LoadConversations(db::Connection& connection, Sources& sources,
                                                             const std::vector<ConversationId>& ids, bool with_people) {
  std::map<ConversationId, ConversationView> conversations;
  std::vector<std::string> wanted;
  for (const ConversationId& id : ids) wanted.push_back(BytesOf(id));
  const db::Rows rows = connection.Query(kConversations, db::Params().UuidArray(wanted));
  std::vector<std::string> with_parties;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ConversationView view{.id = rows.Uuid(i, 0),
                          .source = sources.NameOf(connection, static_cast<int>(rows.Int(i, 1))),
                          .kind = static_cast<ConversationKind>(rows.Int(i, 2)),
                          .title = rows.Text(i, 7),
                          .people = {},
                          .messages = rows.Id(i, 4),
                          .first_at = rows.Int(i, 5),
                          .last_at = rows.Int(i, 6)};
    if (with_people || rows.View(i, 3).empty()) with_parties.push_back(BytesOf(view.id));
    if (view.title.empty()) view.title = rows.Text(i, 3);
    conversations[view.id] = std::move(view);
  }
  if (with_parties.empty()) return conversations;
  const db::Rows parties = connection.Query(kParties, db::Params().UuidArray(with_parties).Int(kMostPeople));
  const auto kind_of = [&](std::size_t i) { return static_cast<PartyKind>(parties.Int(i, 2)); };
  People people(connection, sources);
  for (std::size_t i = 0; i < parties.size(); ++i) {
    people.Want(static_cast<int>(parties.Int(i, 1)), kind_of(i), parties.Text(i, 3));
  }
  people.Load();
  for (std::size_t i = 0; i < parties.size(); ++i) {
    conversations[parties.Uuid(i, 0)].people.push_back(
        people.Get(static_cast<int>(parties.Int(i, 1)), kind_of(i), parties.Text(i, 3)));
  }
  for (auto& [id, view] : conversations) {
    if (view.title.empty()) view.title = TitleOf(view.people);
  }
  return conversations;
}

}  // namespace custos::storage
