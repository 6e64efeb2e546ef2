// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/digest.h"
#include "core/message.h"
#include "core/result.h"
#include "storage/format/bundle_body.h"
#include "storage/format/content.h"
#include "storage/format/record.h"

namespace custos::storage {

class WireReader;

constexpr std::uint64_t kMaxBundleLeaves = 1'000'000;
constexpr std::uint64_t kMaxBundleBody = 256ULL << 20;

/// One leaf rebuilt and hashed.
struct Leaf {
  std::uint64_t index = 0;
  std::string record;        ///< canonical bytes
  std::string_view content;  ///< empty when erased or of a kind without content; points into the bundle
  bool erased = false;
  Salt salt{};
  Digest hash{};  ///< leaf hash of `record`
  std::uint8_t kind = 0;
  bool commitment_ok = true;  ///< agrees with the bundle's own check
  bool hash_ok = true;
};

/// Makes what one commit appends. Not thread-safe.
class BundleBuilder {
 public:
  /// `first` is the size of the log before the commit; `seed` 32 fresh random bytes.
  BundleBuilder(std::uint64_t first, TimeMs at, const Digest& seed);

  /// Each returns the index of the new leaf.
  std::uint64_t AddMessage(const Message& message);
  std::uint64_t Add(const RecordFields& fields, std::string_view content = {});
  /// Closes a judgement over [first, end): counts and commits to the alert leaves added directly before.
  std::uint64_t AddJudgement(const Digest& pack, std::uint64_t first, std::uint64_t end);

  std::uint64_t first() const { return first_; }
  TimeMs at() const { return at_; }  ///< what every record of this commit says
  std::uint64_t next() const { return first_ + hashes_.size(); }
  const std::vector<Digest>& leaf_hashes() const { return hashes_; }

  /// The stored form. Call once, with at least one leaf added. kInvalid when the bounds of a bundle are exceeded.
  Result<std::string> Finish(int compression_level = 3);
  /// Makes the stored form ahead of Finish, where it costs no time; nothing if no leaf was added. No leaf may follow.
  void Pack();

 private:
  std::uint64_t AddLeaf(Record record, std::string_view content);

  std::uint64_t first_;
  TimeMs at_;
  Digest seed_;
  BodyWriter body_;
  std::vector<Digest> hashes_;
  std::optional<Result<std::string>> packed_;
  std::vector<Digest> alert_run_;  // leaf hashes of the alerts added last, without anything between
};

/// A stored bundle, opened. Owns the unpacked bytes; movable. Reading is thread-safe.
class Bundle {
 public:
  /// Reads the first bundle in `bytes`; `used`, when given, gets its length. kCorrupt for anything malformed: input is
  /// hostile. Nothing is hashed here.
  static Result<Bundle> Decode(std::string_view bytes, std::size_t* used = nullptr);

  std::uint64_t first() const { return first_; }
  std::uint64_t end() const { return first_ + leaves_.size(); }
  TimeMs at() const { return at_; }
  std::size_t body_size() const { return body_->size(); }  ///< unpacked bytes
  const std::vector<StoredLeaf>& leaves() const { return leaves_; }
  const std::vector<SeedRun>& runs() const { return runs_; }

  /// Rebuilds and hashes a leaf of [first, end). kCorrupt when its stored parts make no record.
  Result<Leaf> ReadLeaf(std::uint64_t index) const;
  Result<std::vector<Digest>> LeafHashes() const;
  /// The same for stored parts as if they stood at this index: finds out whether leaves were moved.
  Result<Leaf> RebuildAt(std::uint64_t index, const StoredLeaf& stored) const;

  /// The message with its envelope digest; kNotFound for another kind or after an erasure.
  Result<Message> ReadMessage(std::uint64_t index) const;

  /// The same bundle without content and salts of these leaves; hashes do not change.
  Result<std::string> Erase(const std::vector<std::uint64_t>& indices, int compression_level = 3) const;

 private:
  Status Parse(std::uint64_t count);
  bool ParseRuns(WireReader& in);
  Result<std::string> RebuildRecord(const StoredLeaf& stored, const std::optional<Digest>& commitment) const;
  Salt SaltAt(std::uint64_t index, const StoredLeaf& stored) const;

  std::uint64_t first_ = 0;
  TimeMs at_ = 0;
  std::shared_ptr<const std::string> body_;  // StoredLeaf views point into it
  std::vector<SeedRun> runs_;
  std::vector<StoredLeaf> leaves_;
};

/// The leaves of these, which must follow each other without a gap (kInvalid otherwise), in bundles of `leaves` each;
/// the first and the last may hold fewer, so that every other one begins at a multiple of `leaves`. No hash changes.
Result<std::vector<std::string>> SpreadBundles(const std::vector<std::string>& bundles, std::uint64_t leaves,
                                               int compression_level = 9);

/// First index and number of leaves of a stored bundle, from its header alone.
struct BundleExtent {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
  std::size_t size = 0;  ///< stored bytes
};
Result<BundleExtent> ReadExtent(std::string_view bytes);

}  // namespace custos::storage
