// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/known_rows.h"

namespace custos::storage {
namespace {

constexpr char kRecallsWait[] = "SELECT EXISTS (SELECT FROM pending_recall)";  // seldom: saves a search by every key
constexpr char kTakePendingRecalls[] =
    "DELETE FROM pending_recall WHERE key = ANY($1::uuid[]) RETURNING key, recalled_at, recalled_by";

std::string KeyAt(const db::Rows& rows, std::size_t row) {
  const ConversationId id = rows.Uuid(row, 0);  // any 16 bytes
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

}  // namespace

Known LookUp(db::Connection& connection, const KeySearch& find, const std::vector<const Message*>& messages,
             std::vector<std::string> more_keys) {
  std::vector<std::string> arriving;
  std::vector<std::string> wanted = std::move(more_keys);
  for (const Message* message : messages) {
    arriving.push_back(IntakeKey(message->source, message->key));
    if (!message->recalls.empty()) wanted.push_back(IntakeKey(message->source, message->recalls));
  }
  Known known;
  wanted.insert(wanted.end(), arriving.begin(), arriving.end());
  known.stored = find(wanted);
  if (!arriving.empty() && connection.Query(kRecallsWait).Bool(0, 0)) {
    const db::Rows rows = connection.Query(kTakePendingRecalls, db::Params().UuidArray(arriving));
    for (std::size_t i = 0; i < rows.size(); ++i) known.recalled[KeyAt(rows, i)] = {rows.Int(i, 1), rows.Id(i, 2)};
  }
  return known;
}

}  // namespace custos::storage
