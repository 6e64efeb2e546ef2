// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_evidence.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <unordered_map>

#include "storage/format/bundle.h"
#include "storage/format/content.h"
#include "storage/format/intake_key.h"
#include "storage/postgres/sealer.h"

namespace custos::storage {
namespace {

constexpr char kPublicKey[] = "SELECT public_key FROM archive_identity";
constexpr char kHead[] = "SELECT tree_size, root, note FROM log_head";
// The sizes first, so that one answer holds a bounded number of bytes.
constexpr char kBundles[] =
    "SELECT first_leaf, data FROM bundle WHERE first_leaf IN"
    " (SELECT first_leaf FROM (SELECT first_leaf, sum(length(data)) OVER (ORDER BY first_leaf) - length(data) AS before"
    "   FROM (SELECT first_leaf, data FROM bundle WHERE first_leaf >= $1 ORDER BY first_leaf LIMIT 4096) nearest) sized"
    "  WHERE before < $2) ORDER BY first_leaf";
constexpr char kBundleAt[] = "SELECT coalesce(max(first_leaf), 0) FROM bundle WHERE first_leaf <= $1";
constexpr char kCheckpoints[] =
    "SELECT tree_size, note FROM checkpoint WHERE tree_size > $1 ORDER BY tree_size LIMIT $2";
constexpr char kManifests[] =
    "SELECT manifest_id, note FROM manifest WHERE manifest_id >= $1 ORDER BY manifest_id LIMIT $2";
constexpr char kTimestamps[] = "SELECT tree_size, response FROM checkpoint_timestamp ORDER BY tree_size, authority";
constexpr char kTile[] = "SELECT data FROM merkle_tile WHERE level = $1 AND number = $2";
constexpr char kMessages[] =
    "SELECT m.message_id, m.conversation_id, m.source_id, m.seq, m.key, m.channel, m.action, m.type,"
    " m.conversation_kind, m.from_kind, m.from_id, m.role, m.sent_at, m.text, m.quote_speaker, m.quote_text, m.detail,"
    " m.recalled_at, m.recalled_by FROM message m WHERE m.message_id >= $1 AND m.message_id < $2 ORDER BY m.message_id "
    "LIMIT $3";
constexpr char kMedia[] =
    "SELECT message_id, kind, md5, size, name, duration_s, position, state FROM media WHERE message_id = ANY($1)"
    " ORDER BY message_id, position";
constexpr char kAlerts[] =
    "SELECT alert_id, message_id, category, severity, findings, state, version, decided_by, decided_at, note, "
    "created_at, head_id, origin, actions, group_key, conversation_id, sent_at, employee_id, "
    "counterpart_kind, counterpart_id"
    " FROM alert"
    " WHERE alert_id >= $1 AND alert_id < $2 ORDER BY alert_id LIMIT $3";
constexpr char kDecisions[] =
    "SELECT decision_id, alert_id, from_state, to_state, undo, user_id, user_name, note, at FROM alert_decision"
    " WHERE decision_id >= $1 AND decision_id < $2 ORDER BY decision_id LIMIT $3";
constexpr char kParked[] =
    "SELECT parked_id, source_id, seq, key, reason, key_version, settled, envelope FROM parked"
    " WHERE parked_id >= $1 AND parked_id < $2 ORDER BY parked_id LIMIT $3";
constexpr char kKeys[] = "SELECT key, message_id, conversation_id, sent_at FROM intake_key WHERE key = ANY($1::uuid[])";
constexpr char kSealedRecalls[] =
    "SELECT message_id, recalled_at, recalled_by FROM sealed_recall WHERE message_id >= $1 AND message_id < $2"
    " ORDER BY message_id";
constexpr char kParts[] = "SELECT kind, first_key, data FROM segment_part WHERE segment_id = $1";
constexpr char kPending[] = "SELECT key, recalled_at, recalled_by FROM pending_recall WHERE key = ANY($1::uuid[])";
constexpr char kStored[] =
    "SELECT message_id, position, state, content, stored_size FROM media WHERE message_id = ANY($1)";
constexpr char kParties[] =
    "SELECT conversation_id, kind, party_id FROM conversation_party WHERE conversation_id = ANY($1::uuid[])";
constexpr char kSources[] = "SELECT name, messages, parked, last_seq, newest_sent_at FROM source";
constexpr char kConversations[] =
    "SELECT conversation_id, source_id, key, kind, room, messages, first_at, last_at FROM conversation"
    " WHERE $1::uuid IS NULL OR conversation_id > $1::uuid ORDER BY conversation_id LIMIT $2";
// Before the snapshot is taken: tables that are replaced as a whole (reindex) then stay those of the snapshot.
constexpr char kKeepTables[] =
    "LOCK TABLE intake_key, message, pending_recall, media, alert, alert_decision, parked, conversation,"
    " conversation_party, segment, segment_part, sealed_recall, hot_part, ownership, ownership_share, ownership_entry"
    " IN ACCESS SHARE MODE";

constexpr int kStoredState = 1;
constexpr std::size_t kSegmentBytes = 8U << 20;  // of bundles in one answer

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

db::Params RangeOf(std::uint64_t first, std::uint64_t end, std::size_t limit) {
  return db::Params().Int(Signed(first)).Int(Signed(end)).Int(Signed(limit));
}

/// Every bundle with a leaf of [first, end).
std::vector<StoredBundle> BundlesWithin(db::Connection& connection, std::uint64_t first, std::uint64_t end) {
  std::vector<StoredBundle> all;
  std::uint64_t next = connection.Query(kBundleAt, db::Params().Int(Signed(first))).Id(0, 0);
  while (next < end) {
    std::vector<StoredBundle> some = ReadBundles(connection, next, kSegmentBytes);
    if (some.empty()) break;
    next = some.back().first + 1;
    for (StoredBundle& bundle : some) {
      if (bundle.first < end) all.push_back(std::move(bundle));
    }
  }
  return all;
}

std::string BytesOf(const ConversationId& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

Message MessageAt(const db::Rows& rows, std::size_t i) {
  Message m;
  m.seq = rows.Id(i, 3);
  m.key = rows.Text(i, 4);
  m.channel = static_cast<Channel>(rows.Int(i, 5));
  m.action = rows.Text(i, 6);
  m.type = rows.Text(i, 7);
  m.conversation_kind = static_cast<ConversationKind>(rows.Int(i, 8));
  m.from = {static_cast<PartyKind>(rows.Int(i, 9)), rows.Text(i, 10)};
  m.role = static_cast<Role>(rows.Int(i, 11));
  m.sent_at = rows.Int(i, 12);
  m.text = rows.Text(i, 13);
  if (!rows.IsNull(i, 15)) m.quote = Quote{rows.Text(i, 14), rows.Text(i, 15)};
  m.detail = rows.IsNull(i, 16) ? "{}" : rows.Text(i, 16);
  return m;
}

}  // namespace

PostgresEvidence::PostgresEvidence(const std::string& conninfo, Sources& sources, SealedStore& sealed,
                                   std::filesystem::path checkpoint_file)
    : connection_(conninfo), sources_(sources), sealed_(sealed), checkpoint_file_(std::move(checkpoint_file)) {
  // Before the snapshot: the log in it is then at least as long as this note says.
  if (std::ifstream in(checkpoint_file_); in) {
    external_note_.emplace(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  std::error_code none;
  for (const auto& file : std::filesystem::directory_iterator(checkpoint_file_.parent_path() / "manifests", none)) {
    std::ifstream in(file.path());
    external_manifests_.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  snapshot_ = std::make_unique<db::Transaction>(connection_, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  connection_.Script(kKeepTables);
  segments_ = sealed_.catalog.List(connection_);
}

Result<std::string> PostgresEvidence::PublicKey() {
  return db::Guard([&] {
    const db::Rows rows = connection_.Query(kPublicKey);
    return rows.empty() ? std::string() : rows.Text(0, 0);
  });
}

Result<LogHead> PostgresEvidence::Head() {
  return db::Guard([&] {
    LogHead head;
    const db::Rows rows = connection_.Query(kHead);
    if (rows.empty()) return head;
    head.size = rows.Id(0, 0);
    head.root = DigestFromBytes(rows.Bytes(0, 1)).value_or(Digest{});
    head.note = rows.Text(0, 2);
    return head;
  });
}

std::vector<StoredBundle> ReadBundles(db::Connection& connection, std::uint64_t from, std::size_t max_bytes) {
  const db::Rows rows = connection.QueryBinary(kBundles, db::Params().Int(Signed(from)).Int(Signed(max_bytes)));
  std::vector<StoredBundle> bundles;
  for (std::size_t i = 0; i < rows.size(); ++i) bundles.push_back({rows.Id(i, 0), rows.Bytes(i, 1)});
  return bundles;
}

Result<std::vector<StoredBundle>> PostgresEvidence::Bundles(std::uint64_t from, std::size_t max_bytes) {
  return db::Guard([&] { return ReadBundles(connection_, from, max_bytes); });
}

Result<std::uint64_t> PostgresEvidence::BundleAt(std::uint64_t index) {
  return db::Guard([&] { return connection_.Query(kBundleAt, db::Params().Int(Signed(index))).Id(0, 0); });
}

Result<std::vector<StoredCheckpoint>> PostgresEvidence::Checkpoints(std::uint64_t after, std::size_t limit) {
  return db::Guard([&] {
    const db::Rows rows = connection_.Query(kCheckpoints, db::Params().Int(Signed(after)).Int(Signed(limit)));
    std::vector<StoredCheckpoint> checkpoints;
    for (std::size_t i = 0; i < rows.size(); ++i) checkpoints.push_back({rows.Id(i, 0), rows.Text(i, 1)});
    return checkpoints;
  });
}

Result<std::optional<std::string>> PostgresEvidence::StoredTile(TileId id) {
  return db::Guard([&]() -> std::optional<std::string> {
    const db::Rows rows = connection_.Query(kTile, db::Params().Int(id.level).Int(Signed(id.index)));
    if (rows.empty()) return std::nullopt;
    return rows.Bytes(0, 0);
  });
}

Result<std::optional<std::string>> PostgresEvidence::ExternalCheckpoint() { return external_note_; }

Result<std::vector<StoredManifest>> PostgresEvidence::Manifests(std::uint64_t from, std::size_t limit) {
  return db::Guard([&] {
    const db::Rows rows = connection_.Query(kManifests, db::Params().Int(Signed(from)).Int(Signed(limit)));
    std::vector<StoredManifest> manifests;
    for (std::size_t i = 0; i < rows.size(); ++i) manifests.push_back({rows.Id(i, 0), rows.Text(i, 1)});
    return manifests;
  });
}

Result<std::vector<StoredTimestamp>> PostgresEvidence::Timestamps() {
  return db::Guard([&] {
    const db::Rows rows = connection_.Query(kTimestamps);
    std::vector<StoredTimestamp> timestamps;
    for (std::size_t i = 0; i < rows.size(); ++i) timestamps.push_back({rows.Id(i, 0), rows.Bytes(i, 1)});
    return timestamps;
  });
}

RowColumns PostgresEvidence::columns() const {
  return {.conversation_key = false,
          .action = true,
          .room = false,
          .to = false,
          .quote = true,
          .detail = true,
          .media = true,
          .recalls = false,
          .raw = false,
          .envelope = false,
          .parked = true,
          .ownership = true,
          .people = true,
          .sources = true,
          .links = true};
}

Result<std::vector<MessageRow>> PostgresEvidence::MessageRows(std::uint64_t first, std::uint64_t end,
                                                              std::size_t limit) {
  return db::Guard([&] {
    std::vector<MessageRow> messages;
    sealed_keys_.clear();
    if (first < segments_->end()) AddSealed(first, std::min(end, segments_->end()), messages);
    const std::uint64_t from = std::max(first, segments_->end());
    const db::Rows rows = connection_.Query(kMessages, RangeOf(from, std::max(from, end), limit));
    messages.reserve(messages.size() + rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      messages.push_back({.id = rows.Id(i, 0),
                          .conversation = rows.Uuid(i, 1),
                          .message = MessageAt(rows, i),
                          .recalled_at = rows.Int(i, 17),
                          .recalled_by = rows.Id(i, 18),
                          .stored_media = {}});
      messages.back().message.source = sources_.NameOf(connection_, static_cast<int>(rows.Int(i, 2)));
    }
    AddMedia(messages);
    return messages;
  });
}

void PostgresEvidence::AddMedia(std::vector<MessageRow>& rows) {
  std::vector<std::int64_t> ids;
  std::unordered_map<std::uint64_t, MessageRow*> by_id;
  for (MessageRow& row : rows) {
    ids.push_back(Signed(row.id));
    by_id[row.id] = &row;
  }
  if (ids.empty()) return;
  const db::Rows media = connection_.Query(kMedia, db::Params().IntArray(ids));
  for (std::size_t i = 0; i < media.size(); ++i) {
    MessageRow& row = *by_id.at(media.Id(i, 0));
    if (media.Int(i, 7) == kStoredState) row.stored_media.push_back(static_cast<std::uint32_t>(media.Int(i, 6)));
    row.message.media.push_back({.kind = media.Text(i, 1),
                                 .locator = {},
                                 .md5 = media.Text(i, 2),
                                 .size = media.Id(i, 3),
                                 .name = media.Text(i, 4),
                                 .duration_s = static_cast<std::uint32_t>(media.Int(i, 5))});
  }
}

Result<std::vector<AlertRow>> PostgresEvidence::AlertRows(std::uint64_t first, std::uint64_t end, std::size_t limit) {
  return db::Guard([&] {
    const db::Rows rows = connection_.Query(kAlerts, RangeOf(first, end, limit));
    std::vector<AlertRow> alerts;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      AlertRow alert{.id = rows.Id(i, 0),
                     .message_id = rows.Id(i, 1),
                     .category = rows.Text(i, 2),
                     .severity = static_cast<Severity>(rows.Int(i, 3)),
                     .findings = {},
                     .created_at = rows.Int(i, 10),
                     .state = static_cast<AlertState>(rows.Int(i, 5)),
                     .version = rows.Id(i, 6),
                     .decided_by = rows.Text(i, 7),
                     .decided_at = rows.Int(i, 8),
                     .note = rows.Text(i, 9)};
      // Findings that cannot be read stay empty, which is never what the evidence says.
      AlertDetail& detail = alert.detail;
      if (auto findings = DecodeFindings(rows.Bytes(i, 4), &detail)) alert.findings = std::move(findings).value();
      detail.head_id = rows.Id(i, 11);
      detail.origin = static_cast<Origin>(rows.Int(i, 12));
      detail.actions = static_cast<std::uint8_t>(rows.Int(i, 13));
      detail.group_key = rows.Text(i, 14);
      alert.conversation = rows.Uuid(i, 15);
      alert.sent_at = rows.Int(i, 16);
      alert.employee = rows.Text(i, 17);
      if (!rows.IsNull(i, 19)) alert.counterpart = Party{static_cast<PartyKind>(rows.Int(i, 18)), rows.Text(i, 19)};
      alerts.push_back(std::move(alert));
    }
    return alerts;
  });
}

Result<std::vector<DecisionRow>> PostgresEvidence::DecisionRows(std::uint64_t first, std::uint64_t end,
                                                                std::size_t limit) {
  return db::Guard([&] {
    const db::Rows rows = connection_.Query(kDecisions, RangeOf(first, end, limit));
    std::vector<DecisionRow> decisions;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      decisions.push_back({.id = rows.Id(i, 0),
                           .alert_id = rows.Id(i, 1),
                           .from = static_cast<AlertState>(rows.Int(i, 2)),
                           .to = static_cast<AlertState>(rows.Int(i, 3)),
                           .undo = rows.Bool(i, 4),
                           .user_id = rows.Id(i, 5),
                           .user_name = rows.Text(i, 6),
                           .at = rows.Int(i, 8),
                           .note = rows.Text(i, 7)});
    }
    return decisions;
  });
}

Result<std::vector<ParkedRow>> PostgresEvidence::ParkedRows(std::uint64_t first, std::uint64_t end, std::size_t limit) {
  return db::Guard([&] {
    const db::Rows rows = connection_.Query(kParked, RangeOf(first, end, limit));
    std::vector<ParkedRow> parked;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      parked.push_back({.id = rows.Id(i, 0),
                        .source = sources_.NameOf(connection_, static_cast<int>(rows.Int(i, 1))),
                        .seq = rows.Id(i, 2),
                        .key = rows.Text(i, 3),
                        .reason = rows.Text(i, 4),
                        .key_version = static_cast<std::uint32_t>(rows.Int(i, 5)),
                        .settled = rows.Bool(i, 6),
                        .envelope = rows.Bytes(i, 7)});
    }
    return parked;
  });
}

/// Messages of the index have no rows; that it says the same as the evidence is what IndexFaults finds out.
void PostgresEvidence::AddSealed(std::uint64_t first, std::uint64_t end, std::vector<MessageRow>& rows) {
  const std::size_t before = rows.size();
  std::uint64_t next = first;
  for (const StoredBundle& stored : BundlesWithin(connection_, first, end)) {
    const auto bundle = Bundle::Decode(stored.bytes);
    if (!bundle) continue;  // named by whoever reads the evidence
    for (next = std::max(next, bundle->first()); next < std::min(end, bundle->end()); ++next) {
      Result<Message> message = bundle->ReadMessage(next);
      if (!message) continue;
      const ConversationId conversation = message->conversation();
      const std::string key = IntakeKey(message->source, message->key);
      sealed_keys_[key] = {key, next, conversation, message->sent_at};
      rows.push_back({.id = next, .conversation = conversation, .message = std::move(*message)});
      rows.back().message.media.clear();
    }
  }
  const db::Rows recalls = connection_.Query(kSealedRecalls, db::Params().Int(Signed(first)).Int(Signed(end)));
  auto row = rows.begin() + static_cast<std::ptrdiff_t>(before);
  for (std::size_t i = 0; i < recalls.size(); ++i) {
    row = std::lower_bound(row, rows.end(), recalls.Id(i, 0),
                           [](const MessageRow& one, std::uint64_t id) { return one.id < id; });
    if (row == rows.end()) break;
    if (row->id != recalls.Id(i, 0)) continue;
    row->recalled_at = recalls.Int(i, 1);
    row->recalled_by = recalls.Id(i, 2);
  }
}

Result<std::vector<VerifyFault>> PostgresEvidence::IndexFaults(std::uint64_t first, std::uint64_t end) {
  return db::Guard([&] {
    std::vector<VerifyFault> faults;
    for (const SegmentInfo& segment : segments_->segments) {
      if (segment.end_leaf <= first || segment.end_leaf > end) continue;
      for (VerifyFault& fault : FaultsOf(segment)) faults.push_back(std::move(fault));
    }
    return faults;
  });
}

/// Makes the segment again and compares every stored piece.
std::vector<VerifyFault> PostgresEvidence::FaultsOf(const SegmentInfo& segment) {
  std::map<std::pair<int, std::uint64_t>, std::string> stored;
  const db::Rows parts = connection_.QueryBinary(kParts, db::Params().Int(Signed(segment.first_leaf)));
  for (std::size_t i = 0; i < parts.size(); ++i) {
    stored[{static_cast<int>(parts.Int(i, 0)), parts.Id(i, 1)}] = parts.Bytes(i, 2);
  }
  std::vector<VerifyFault> faults;
  const auto name = [&](const char* code, SegmentPart kind, const char* what) {
    static constexpr const char* kNames[] = {"columns", "search codes", "conversations", "keys", "directory"};
    faults.push_back({code, segment.first_leaf,
                      std::string("index of the leaves before ") + std::to_string(segment.end_leaf) + ": " + what +
                          " " + kNames[static_cast<std::size_t>(kind)]});
  };
  SegmentImage image;
  try {
    image = MakeSegment(BundlesWithin(connection_, segment.first_leaf, segment.end_leaf), segment.first_leaf,
                        segment.end_leaf);
  } catch (const db::Failure& failure) {
    if (failure.error().kind != ErrorKind::kCorrupt) throw;
    return faults;  // the evidence itself is damaged, which is named elsewhere
  }
  if (segment.messages != image.messages || segment.first_at != image.first_at || segment.last_at != image.last_at) {
    name("index_changed", SegmentPart::kDirectory, "changed");
  }
  ForEachPart(image, [&](SegmentPart kind, std::uint64_t first_key, const std::string& data) {
    const auto found = stored.find({static_cast<int>(kind), first_key});
    if (found == stored.end()) {
      name("index_missing", kind, "missing");
      return;
    }
    if (found->second != data) name("index_changed", kind, "changed");
    stored.erase(found);
  });
  for (const auto& [place, data] : stored) {
    name("index_forged", static_cast<SegmentPart>(std::clamp(place.first, 0, 4)), "more than the evidence has of");
  }
  return faults;
}

Result<std::vector<KeyRow>> PostgresEvidence::KeyRows(const std::vector<std::string>& keys) {
  return db::Guard([&] {
    const db::Rows rows = connection_.Query(kKeys, db::Params().UuidArray(keys));
    std::vector<KeyRow> found;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      found.push_back({BytesOf(rows.Uuid(i, 0)), rows.Id(i, 1), rows.Uuid(i, 2), rows.Int(i, 3)});
      seen.insert(found.back().key);
    }
    std::vector<std::string> left;
    for (const std::string& key : keys) {
      if (!seen.insert(key).second) continue;
      const auto sealed = sealed_keys_.find(key);
      if (sealed != sealed_keys_.end()) {
        found.push_back(sealed->second);
      } else {
        left.push_back(key);
      }
    }
    for (const auto& [key, ref] : sealed_.keys.Find(connection_, left)) {
      found.push_back({key, ref.message_id, ref.conversation, ref.sent_at});
    }
    return found;
  });
}

Result<std::vector<PendingRecallRow>> PostgresEvidence::PendingRecalls(const std::vector<std::string>& keys) {
  return db::Guard([&] {
    const db::Rows rows = connection_.Query(kPending, db::Params().UuidArray(keys));
    std::vector<PendingRecallRow> found;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      found.push_back({BytesOf(rows.Uuid(i, 0)), rows.Int(i, 1), rows.Id(i, 2)});
    }
    return found;
  });
}

Result<std::vector<MediaRow>> PostgresEvidence::MediaRows(const std::vector<std::uint64_t>& message_ids) {
  return db::Guard([&] {
    const std::vector<std::int64_t> ids(message_ids.begin(), message_ids.end());
    const db::Rows rows = connection_.Query(kStored, db::Params().IntArray(ids));
    std::vector<MediaRow> media;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      media.push_back({.message_id = rows.Id(i, 0),
                       .position = static_cast<std::uint32_t>(rows.Int(i, 1)),
                       .stored = rows.Int(i, 2) == kStoredState,
                       .content = DigestFromBytes(rows.Bytes(i, 3)).value_or(Digest{}),
                       .size = rows.Id(i, 4)});
    }
    return media;
  });
}

Result<std::vector<SourceRow>> PostgresEvidence::SourceRows() {
  return db::Guard([&] {
    const db::Rows rows = connection_.Query(kSources);
    std::vector<SourceRow> found;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      found.push_back({rows.Text(i, 0), rows.Id(i, 1), rows.Id(i, 2), rows.Id(i, 3), rows.Int(i, 4)});
    }
    return found;
  });
}

Result<std::vector<PartyRow>> PostgresEvidence::PartyRows(const std::vector<ConversationId>& conversations) {
  return db::Guard([&] {
    std::vector<std::string> ids;
    for (const ConversationId& id : conversations) ids.push_back(BytesOf(id));
    const db::Rows rows = connection_.Query(kParties, db::Params().UuidArray(ids));
    std::vector<PartyRow> parties;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      parties.push_back({rows.Uuid(i, 0), {static_cast<PartyKind>(rows.Int(i, 1)), rows.Text(i, 2)}});
    }
    return parties;
  });
}

Result<std::vector<ConversationRow>> PostgresEvidence::ConversationRows(const std::optional<ConversationId>& after,
                                                                        std::size_t limit) {
  return db::Guard([&] {
    db::Params params;
    if (after)
      params.Uuid(BytesOf(*after));
    else
      params.OptionalText(std::nullopt);
    const db::Rows rows = connection_.Query(kConversations, params.Int(Signed(limit)));
    std::vector<ConversationRow> conversations;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      conversations.push_back({.id = rows.Uuid(i, 0),
                               .source = sources_.NameOf(connection_, static_cast<int>(rows.Int(i, 1))),
                               .key = rows.Text(i, 2),
                               .kind = static_cast<ConversationKind>(rows.Int(i, 3)),
                               .room = rows.Text(i, 4),
                               .messages = rows.Id(i, 5),
                               .first_at = rows.Int(i, 6),
                               .last_at = rows.Int(i, 7)});
    }
    return conversations;
  });
}

}  // namespace custos::storage
