// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/digest.h"
#include "core/result.h"
#include "storage/history.h"

namespace custos::storage {

/// A proof of one leaf in the text form of FORMAT.md section 10.1.
struct ProofOfLeaf {
  std::uint64_t index = 0;
  std::string kind;  ///< "message", "alert" …
  TimeMs at = 0;     ///< when it was committed
  bool erased = false;
  std::uint64_t tree_size = 0;  ///< of the checkpoint it is proven under
  std::string text;
};

struct CosignatureView {
  std::string witness;
  TimeMs at = 0;
};

struct TimestampView {
  std::string authority;  ///< the address that was asked
  TimeMs at = 0;          ///< the time that the authority states
};

struct CheckpointView {
  std::uint64_t size = 0;
  std::string root;                       ///< base64
  TimeMs at = 0;                          ///< when it was kept
  std::string note;                       ///< with all signature lines
  std::vector<std::string> signers = {};  ///< names on the signature lines but the archive's own
  std::vector<TimestampView> timestamps = {};
};

struct CheckpointPage {
  std::vector<CheckpointView> items;  ///< largest first
  std::uint64_t next_before = 0;      ///< go on with this `before`; 0 at the end
};

/// A stored manifest; the note says everything, the rest is what lists show.
struct ManifestView {
  std::uint64_t leaf = 0;
  std::string source;
  std::string day;   ///< "2026-01-31"
  std::string zone;  ///< "+08:00"
  TimeMs until = 0;
  std::uint64_t first = 0;  ///< leaves: [first, end)
  std::uint64_t end = 0;
  std::uint64_t records = 0;
  std::uint64_t messages = 0;
  std::uint64_t missing = 0;  ///< numbers in gaps
  std::uint64_t late = 0;     ///< numbers of earlier gaps that came
  std::uint64_t parked = 0;
  TimeMs made_at = 0;
  std::string note;
};

struct ManifestFilter {
  std::string source;                 ///< empty = all
  std::optional<std::uint64_t> leaf;  ///< only those whose range holds this leaf
  std::uint64_t before = 0;           ///< manifests of leaves below this one; 0 = from the newest
  std::size_t limit = 100;
};

struct ManifestPage {
  std::vector<ManifestView> items;  ///< newest first
  std::uint64_t next_before = 0;    ///< 0 at the end
};

/// One judgement leaf.
struct JudgementView {
  std::uint64_t leaf = 0;
  TimeMs at = 0;
  Digest pack{};
  std::uint64_t first = 0;  ///< judged leaves: [first, end)
  std::uint64_t end = 0;
  std::uint64_t alerts = 0;
  Digest result{};
};

/// A rule pack and the leaf that put it into force.
struct PackInForce {
  Digest pack{};
  std::uint64_t leaf = 0;
  TimeMs at = 0;
};

/// Who judged the messages among some leaves.
struct Supervision {
  std::uint64_t from = 0;  ///< leaves: [from, to)
  std::uint64_t to = 0;
  std::uint64_t messages = 0;  ///< message leaves among them
  std::vector<JudgementView> judgements;
  std::vector<LeafRange> unjudged;  ///< message leaves that none of the judgements covers
  std::vector<PackInForce> packs;   ///< of the judgements: the newest activation before each
  std::uint64_t next = 0;           ///< go on with this `from`; 0 when the range is done
};

/// What a stranger is given to check the archive. Thread-safe. Errors: kNotFound "evidence.no_leaf" and
/// "evidence.no_checkpoint", kInvalid "evidence.proof_range", kCorrupt when the evidence itself is damaged.
class Evidence {
 public:
  virtual ~Evidence() = default;

  /// `checkpoint`: size of a kept checkpoint; 0 takes the newest kept one that holds the leaf, else the present state.
  /// Reads one run of 256 leaves and a tile for every level above.
  virtual Result<ProofOfLeaf> ProveLeaf(std::uint64_t index, std::uint64_t checkpoint, bool with_content) = 0;
  /// Between two kept checkpoints, FORMAT.md section 10.2; `newer` 0 is the newest.
  virtual Result<std::string> ProveConsistency(std::uint64_t older, std::uint64_t newer) = 0;

  /// The path of such a proof between any two sizes of the log, RFC 6962 section 2.1.2.
  virtual Result<std::vector<Digest>> ConsistencyPath(std::uint64_t older, std::uint64_t newer) = 0;

  /// Kept checkpoints smaller than `before` (0 = all).
  virtual Result<CheckpointPage> Checkpoints(std::uint64_t before, std::size_t limit) = 0;

  virtual Result<ManifestPage> Manifests(const ManifestFilter& filter) = 0;
  /// Makes the manifests of every day that is over and has none; with `to_now` also of today so far. `zone_minutes`
  /// east of UTC decides when a day ends. Returns how many were made.
  virtual Result<std::uint64_t> MakeManifests(std::int32_t zone_minutes, bool to_now) = 0;

  /// Judgements about leaves of [from, to), at most some ten thousand leaves at a time.
  virtual Result<Supervision> Supervise(std::uint64_t from, std::uint64_t to) = 0;

  /// Keeps signature lines of witnesses with a checkpoint; lines that stand there already change nothing.
  virtual Status AddCosignatures(std::uint64_t checkpoint, const std::string& lines) = 0;
  /// Keeps the DER response of a time-stamping authority about a checkpoint.
  virtual Status AddTimestamp(std::uint64_t checkpoint, const TimestampView& timestamp,
                              const std::string& response) = 0;
};

}  // namespace custos::storage
