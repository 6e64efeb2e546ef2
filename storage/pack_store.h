// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/digest.h"
#include "core/result.h"

namespace custos::storage {

/// Life of a version of the rule pack. Values are stored; never renumber.
enum class PackState : std::uint8_t { kDraft = 0, kReview = 1, kShadow = 2, kActive = 3, kRetired = 4 };
/// Where a version came from. Values are stored; never renumber.
enum class PackOrigin : std::uint8_t { kStudio = 0, kShipped = 1, kDirectory = 2 };

std::string_view ToString(PackState state);    ///< draft, review, shadow, active, retired
std::string_view ToString(PackOrigin origin);  ///< studio, shipped, directory
std::optional<PackState> ParsePackState(std::string_view name);

/// Text by path ("rules/abuse.yaml").
using PackFiles = std::map<std::string, std::string>;

/// SHA-256 over the files alone, whatever the engine makes of them.
Digest ContentOf(const PackFiles& files);

/// Who acts; id 0 and no name is the program itself.
struct PackActor {
  std::uint64_t id = 0;
  std::string name;
};

/// What the rule engine made of the files.
struct PackFacts {
  std::optional<Digest> digest;  ///< nullopt while the pack does not load
  std::string name;
  std::string version;
  std::uint64_t rules = 0;
};

struct PackVersion {
  std::uint64_t id = 0;
  std::uint64_t revision = 0;  ///< grows with every change: the ETag
  PackState state = PackState::kDraft;
  PackOrigin origin = PackOrigin::kStudio;
  Digest content{};
  PackFacts facts;
  std::uint64_t from_id = 0;  ///< whose files it started with; 0 when none
  std::string note;
  std::vector<std::uint64_t> authors;  ///< who created, edited or submitted it
  PackActor created_by;
  TimeMs created_at = 0;
  PackActor changed_by;
  TimeMs changed_at = 0;
  PackActor submitted_by;
  TimeMs submitted_at = 0;  ///< 0 before it was submitted
  PackActor published_by;
  TimeMs published_at = 0;  ///< 0 before it was in force
  TimeMs shadow_since = 0;
  std::string shadow;  ///< JSON: what it would have done in shadow; empty when it never was
};

struct NewPack {
  PackState state = PackState::kDraft;
  PackOrigin origin = PackOrigin::kStudio;
  PackFiles files;
  PackFacts facts;
  std::uint64_t from_id = 0;
  std::string note;
  PackActor by;
  TimeMs at = 0;
};

/// A change of state. Moving to kActive retires whatever was active, in the same transaction.
struct PackMove {
  PackState from = PackState::kDraft;
  PackState to = PackState::kReview;
  std::string action;  ///< submit, send_back, shadow, publish, roll_back, retire
  std::string note;
  PackActor by;
  TimeMs at = 0;
};

/// One thing that happened to a version.
struct PackEvent {
  TimeMs at = 0;
  PackActor by;
  std::string action;  ///< of PackMove, or create, save
  std::optional<PackState> from;
  PackState to = PackState::kDraft;
  std::string note;
};

struct PackPage {
  std::vector<PackVersion> items;
  std::string next_cursor;
};

/// Versions of the rule pack with their files. At most one is active and one in shadow. Thread-safe, and safe between
/// processes: a change names the revision that it was made from.
class PackStore {
 public:
  virtual ~PackStore() = default;

  /// Newest first; `states` empty means all.
  virtual Result<PackPage> List(const std::vector<PackState>& states, const std::string& cursor, std::size_t limit) = 0;
  virtual Result<PackVersion> Get(std::uint64_t id) = 0;  ///< kNotFound `pack.not_found`
  /// The newest version in that state.
  virtual Result<std::optional<PackVersion>> Newest(PackState state) = 0;
  /// The newest version with these files, whatever its state.
  virtual Result<std::optional<PackVersion>> FindContent(const Digest& content) = 0;
  virtual Result<PackFiles> Files(std::uint64_t id) = 0;
  virtual Result<std::vector<PackEvent>> History(std::uint64_t id) = 0;  ///< oldest first

  virtual Result<PackVersion> Create(const NewPack& pack) = 0;
  /// kConflict `pack.changed` for another revision, `pack.state` when it is no draft.
  virtual Result<PackVersion> Save(std::uint64_t id, std::uint64_t revision, const PackFiles& files,
                                   const PackFacts& facts, const PackActor& by, TimeMs at) = 0;
  /// kConflict `pack.changed` for another revision, `pack.state` for another state than `move.from`, or when another
  /// version is in shadow already.
  virtual Result<PackVersion> Move(std::uint64_t id, std::uint64_t revision, const PackMove& move) = 0;
  /// kConflict `pack.state` for anything but a draft.
  virtual Status Delete(std::uint64_t id) = 0;
  /// Remembers what the version in shadow would have done; does not change the revision.
  virtual Status SetShadow(std::uint64_t id, const std::string& result) = 0;
};

}  // namespace custos::storage
