// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/stored_messages.h"

#include <utility>
#include <variant>

namespace custos::storage {
namespace {

constexpr char kBundles[] =
    "SELECT first_leaf, data FROM bundle WHERE first_leaf IN"
    " (SELECT (SELECT max(first_leaf) FROM bundle WHERE first_leaf <= id) FROM unnest($1::bigint[]) AS id)";

template <class T>
T Unwrap(Result<T> result) {
  if (!result) throw db::Failure(result.error());
  return std::move(result).value();
}

bool IsMessage(const StoredLeaf& leaf) { return leaf.kind == static_cast<std::uint8_t>(RecordKind::kMessage); }

}  // namespace

std::map<std::uint64_t, Bundle> ReadBundlesOf(db::Connection& connection, const std::vector<std::uint64_t>& leaves) {
  std::map<std::uint64_t, Bundle> bundles;
  if (leaves.empty()) return bundles;
  const std::vector<std::int64_t> ids(leaves.begin(), leaves.end());
  const db::Rows rows = connection.QueryBinary(kBundles, db::Params().IntArray(ids));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    bundles.emplace(rows.Id(i, 0), Unwrap(Bundle::Decode(rows.View(i, 1))));
  }
  return bundles;
}

const Bundle* BundleOf(const std::map<std::uint64_t, Bundle>& bundles, std::uint64_t leaf) {
  const auto behind = bundles.upper_bound(leaf);
  if (behind == bundles.begin()) return nullptr;
  const Bundle& bundle = std::prev(behind)->second;
  return leaf >= bundle.first() && leaf < bundle.end() ? &bundle : nullptr;
}

std::map<std::uint64_t, Message> ReadStoredMessages(db::Connection& connection, const std::vector<std::uint64_t>& ids) {
  std::map<std::uint64_t, Message> messages;
  const auto bundles = ReadBundlesOf(connection, ids);
  for (const std::uint64_t id : ids) {
    const Bundle* bundle = BundleOf(bundles, id);
    if (bundle == nullptr) continue;
    Result<Message> message = bundle->ReadMessage(id);
    if (message) {
      messages.emplace(id, std::move(*message));
    } else if (message.error().kind != ErrorKind::kNotFound) {
      throw db::Failure(message.error());
    }
  }
  return messages;
}

std::map<std::uint64_t, MessageRef> FindMessages(db::Connection& connection, const std::vector<std::uint64_t>& ids) {
  std::map<std::uint64_t, MessageRef> refs;
  const auto bundles = ReadBundlesOf(connection, ids);
  for (const std::uint64_t id : ids) {
    const Bundle* bundle = BundleOf(bundles, id);
    if (bundle == nullptr || !IsMessage(bundle->leaves()[id - bundle->first()])) continue;
    const Record record = Unwrap(DecodeRecord(Unwrap(bundle->ReadLeaf(id)).record));
    if (const auto* fields = std::get_if<MessageFields>(&record.fields)) {
      refs.emplace(id, MessageRef{id, fields->conversation, fields->sent_at});
    }
  }
  return refs;
}

std::optional<MessageRef> FindMessage(db::Connection& connection, std::uint64_t id) {
  const auto found = FindMessages(connection, {id});
  return found.empty() ? std::nullopt : std::optional(found.begin()->second);
}

}  // namespace custos::storage
