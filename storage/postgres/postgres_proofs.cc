// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_proofs.h"

#include <algorithm>

#include "storage/format/note_key.h"
#include "storage/format/proof.h"
#include "storage/postgres/log_tiles.h"
#include "storage/postgres/postgres_evidence.h"

namespace custos::storage {
namespace {

constexpr char kHead[] = "SELECT tree_size, note FROM log_head";
constexpr char kNewestNote[] = "SELECT tree_size, note FROM checkpoint ORDER BY tree_size DESC LIMIT 1";
constexpr char kNoteOf[] = "SELECT tree_size, note FROM checkpoint WHERE tree_size = $1";
constexpr char kBundle[] = "SELECT data FROM bundle WHERE first_leaf <= $1 ORDER BY first_leaf DESC LIMIT 1";
constexpr char kCheckpoints[] =
    "SELECT tree_size, at, note FROM checkpoint WHERE tree_size < $1 ORDER BY tree_size DESC LIMIT $2";
constexpr char kTimestamps[] = "SELECT authority, at FROM checkpoint_timestamp WHERE tree_size = $1 ORDER BY at";
constexpr char kManifests[] =
    "SELECT manifest_id, made_at, note FROM manifest WHERE manifest_id < $1 AND ($2 = '' OR source = $2)"
    " AND ($3 < 0 OR (first_leaf <= $3 AND end_leaf > $3)) ORDER BY manifest_id DESC LIMIT $4";
constexpr char kLockNote[] = "SELECT note FROM checkpoint WHERE tree_size = $1 FOR UPDATE";
constexpr char kSetNote[] = "UPDATE checkpoint SET note = $2 WHERE tree_size = $1";
constexpr char kAddTimestamp[] =
    "INSERT INTO checkpoint_timestamp (tree_size, authority, at, response) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (tree_size, authority) DO NOTHING";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

template <class T>
T Take(Result<T> result) {
  if (!result) throw db::Failure(result.error());
  return std::move(result).value();
}

struct KeptNote {
  std::uint64_t size = 0;
  std::string note;
};

KeptNote NoteAt(const db::Rows& rows) {
  if (rows.empty()) db::Fail(ErrorKind::kNotFound, "evidence.no_checkpoint", "no checkpoint of this size is kept");
  return {rows.Id(0, 0), rows.Text(0, 1)};
}

/// A kept checkpoint, or for 0 the newest one that holds `index`.
KeptNote ChooseCheckpoint(db::Connection& connection, std::uint64_t wanted, std::uint64_t index) {
  if (wanted != 0) return NoteAt(connection.Query(kNoteOf, db::Params().Int(Signed(wanted))));
  const db::Rows newest = connection.Query(kNewestNote);
  if (!newest.empty() && newest.Id(0, 0) > index) return NoteAt(newest);
  return NoteAt(connection.Query(kHead));
}

ManifestView ViewOf(const db::Rows& rows, std::size_t row) {
  ManifestView view;
  view.leaf = rows.Id(row, 0);
  view.made_at = rows.Int(row, 1);
  view.note = rows.Text(row, 2);
  const NoteParts parts = Take(SplitNote(view.note));
  const Manifest manifest = Take(ParseManifest(parts.text));
  view.source = manifest.source;
  view.day = FormatDay(manifest.day);
  view.zone = FormatZone(manifest.zone_minutes);
  view.until = manifest.until;
  view.first = manifest.first;
  view.end = manifest.end;
  view.records = manifest.records;
  view.messages = manifest.messages;
  view.missing = manifest.gaps.numbers;
  view.late = manifest.late.numbers;
  view.parked = manifest.parked;
  return view;
}

}  // namespace

Result<ProofOfLeaf> PostgresProofs::ProveLeaf(std::uint64_t index, std::uint64_t checkpoint, bool with_content) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    if (index > INT64_MAX) db::Fail(ErrorKind::kNotFound, "evidence.no_leaf", "the log has no such leaf");
    const KeptNote chosen = ChooseCheckpoint(*lease, checkpoint, index);
    const db::Rows rows = lease->Query(kBundle, db::Params().Int(Signed(index)));
    if (index >= chosen.size || rows.empty()) {
      db::Fail(ErrorKind::kNotFound, "evidence.no_leaf", "the log had no such leaf at this checkpoint");
    }
    const Bundle bundle = Take(Bundle::Decode(rows.Bytes(0, 0)));
    const Leaf leaf = Take(bundle.ReadLeaf(index));
    LogTiles tiles(*lease);
    LeafProof proof{.index = index,
                    .leaf = {.record = leaf.record, .salt = std::nullopt, .content = {}},
                    .path = Take(InclusionProof(index, chosen.size, tiles)),
                    .checkpoint = chosen.note};
    const Record record = Take(DecodeRecord(leaf.record));
    if (with_content && record.commitment && !leaf.erased) {
      proof.leaf.salt = leaf.salt;
      proof.leaf.content = std::string(leaf.content);
    }
    Take(CheckLeafProof(proof, log_.signer().verifier()));  // never hand out what does not hold
    return ProofOfLeaf{.index = index,
                       .kind = std::string(ToString(KindOf(record.fields))),
                       .at = record.at,
                       .erased = leaf.erased,
                       .tree_size = chosen.size,
                       .text = FormatLeafProof(proof)};
  });
}

Result<std::string> PostgresProofs::ProveConsistency(std::uint64_t older, std::uint64_t newer) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    const KeptNote from = NoteAt(lease->Query(kNoteOf, db::Params().Int(Signed(older))));
    const KeptNote to =
        newer == 0 ? NoteAt(lease->Query(kNewestNote)) : NoteAt(lease->Query(kNoteOf, db::Params().Int(Signed(newer))));
    LogTiles tiles(*lease);
    const ConsistencyText proof{
        .path = Take(ConsistencyProof(from.size, to.size, tiles)), .older = from.note, .newer = to.note};
    if (const Status holds = CheckConsistency(proof, log_.signer().verifier()); !holds) {
      throw db::Failure(holds.error());
    }
    return FormatConsistency(proof);
  });
}

Result<std::vector<Digest>> PostgresProofs::ConsistencyPath(std::uint64_t older, std::uint64_t newer) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    LogTiles tiles(*lease);
    return Take(custos::storage::ConsistencyProof(older, newer, tiles));
  });
}

Result<CheckpointPage> PostgresProofs::Checkpoints(std::uint64_t before, std::size_t limit) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    const std::int64_t below = before == 0 ? INT64_MAX : Signed(before);
    const db::Rows rows = lease->Query(kCheckpoints, db::Params().Int(below).Int(Signed(limit + 1)));
    CheckpointPage page;
    for (std::size_t i = 0; i < std::min(rows.size(), limit); ++i) {
      CheckpointView view{.size = rows.Id(i, 0), .root = {}, .at = rows.Int(i, 1), .note = rows.Text(i, 2)};
      if (const auto claim = ParseClaim(view.note)) view.root = Base64Encode(AsBytes(claim->root));
      if (const auto parts = SplitNote(view.note)) {
        for (const NoteParts::Signature& signature : parts->signatures) {
          if (signature.name != log_.signer().verifier().name()) view.signers.emplace_back(signature.name);
        }
      }
      const db::Rows stamps = lease->Query(kTimestamps, db::Params().Int(rows.Int(i, 0)));
      for (std::size_t s = 0; s < stamps.size(); ++s) view.timestamps.push_back({stamps.Text(s, 0), stamps.Int(s, 1)});
      page.items.push_back(std::move(view));
    }
    if (rows.size() > limit) page.next_before = page.items.back().size;
    return page;
  });
}

Result<ManifestPage> PostgresProofs::Manifests(const ManifestFilter& filter) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    const db::Rows rows = lease->Query(kManifests, db::Params()
                                                       .Int(filter.before == 0 ? INT64_MAX : Signed(filter.before))
                                                       .Text(filter.source)
                                                       .Int(filter.leaf ? Signed(*filter.leaf) : -1)
                                                       .Int(Signed(filter.limit + 1)));
    ManifestPage page;
    for (std::size_t i = 0; i < std::min(rows.size(), filter.limit); ++i) page.items.push_back(ViewOf(rows, i));
    if (rows.size() > filter.limit) page.next_before = page.items.back().leaf;
    return page;
  });
}

Status PostgresProofs::AddCosignatures(std::uint64_t checkpoint, const std::string& lines) {
  return db::Guard([&] {
    auto lease = writers_.Acquire();
    db::Transaction transaction(*lease);
    const db::Rows rows = lease->Query(kLockNote, db::Params().Int(Signed(checkpoint)));
    if (rows.empty()) db::Fail(ErrorKind::kNotFound, "evidence.no_checkpoint", "no checkpoint of this size is kept");
    std::string note = rows.Text(0, 0);
    for (std::string_view rest = lines; !rest.empty();) {
      const std::string line = std::string(TakeLine(rest)) + "\n";
      if (note.find(line) == note.npos) note += line;
    }
    Take(log_.signer().verifier().ParseAndVerify(note));  // nothing may make a kept checkpoint unreadable
    lease->Query(kSetNote, db::Params().Int(Signed(checkpoint)).Text(note));
    transaction.Commit();
  });
}

Status PostgresProofs::AddTimestamp(std::uint64_t checkpoint, const TimestampView& timestamp,
                                    const std::string& response) {
  return db::Guard([&] {
    writers_.Acquire()->Query(
        kAddTimestamp,
        db::Params().Int(Signed(checkpoint)).Text(timestamp.authority).Int(timestamp.at).Bytes(response));
  });
}

}  // namespace custos::storage
