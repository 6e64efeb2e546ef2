// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/young_keys.h"

#include <algorithm>

#include "storage/segment/key_blocks.h"

namespace custos::storage {
namespace {

constexpr char kKeys[] = "SELECT key FROM intake_key";
constexpr char kRows[] = "SELECT key, conversation_id, sent_at, message_id FROM intake_key WHERE key = ANY($1::uuid[])";
constexpr std::size_t kLeastRoom = 1U << 18;

// Where several processes commit in turns, reading all keys anew each time would cost more than it saves.
constexpr std::chrono::seconds kReadAtMost{5};

std::string KeyAt(const db::Rows& rows, std::size_t row) {
  const ConversationId id = rows.Uuid(row, 0);  // any 16 bytes
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

}  // namespace

std::map<std::string, MessageRef> FindRows(db::Connection& connection, const std::vector<std::string>& keys) {
  std::map<std::string, MessageRef> found;
  if (keys.empty()) return found;
  const db::Rows rows = connection.Query(kRows, db::Params().UuidArray(keys));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    found[KeyAt(rows, i)] = {rows.Id(i, 3), rows.Uuid(i, 1), rows.Int(i, 2)};
  }
  return found;
}

std::map<std::string, MessageRef> YoungKeys::Find(db::Connection& connection, std::uint64_t epoch,
                                                  const std::vector<std::string>& keys) {
  if (!Knows(epoch)) Read(connection, epoch);
  if (!Knows(epoch)) return FindRows(connection, keys);
  std::vector<std::string> maybe;
  for (const std::string& key : keys) {
    if (book_->filter.MayHave(ShortKeyBits(key))) maybe.push_back(key);
  }
  return FindRows(connection, maybe);
}

void YoungKeys::Read(db::Connection& connection, std::uint64_t epoch) {
  const auto now = std::chrono::steady_clock::now();
  const bool full = book_ && book_->keys > book_->room;
  if (book_ && !full && now - read_at_ < kReadAtMost) return;
  const db::Rows rows = connection.QueryBinary(kKeys);
  const std::size_t room = std::max(kLeastRoom, rows.size() * 2);
  book_.emplace(Book{.epoch = epoch, .room = room, .keys = rows.size(), .filter = KeyFilter(room)});
  for (std::size_t i = 0; i < rows.size(); ++i) book_->filter.Add(ShortKeyBits(rows.View(i, 0)));
  read_at_ = now;
}

void YoungKeys::Add(const std::vector<std::string>& keys) {
  if (!book_) return;
  for (const std::string& key : keys) book_->filter.Add(ShortKeyBits(key));
  book_->keys += keys.size();
}

}  // namespace custos::storage
