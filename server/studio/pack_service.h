// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <semaphore>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "rules/rule_set.h"
#include "storage/pack_store.h"

namespace custos::server::studio {

/// Where the pack that judges is swapped. Implemented by the wiring; thread-safe.
class PackSwitch {
 public:
  virtual ~PackSwitch() = default;
  /// Records in the evidence log that the pack judges from now on, as which version and by whom, and swaps it in
  /// between two pages.
  virtual Status PutInForce(std::shared_ptr<const rules::RuleSet> rules, const storage::PackVersion& version) = 0;
  /// The pack that judges; null before the first.
  virtual std::shared_ptr<const rules::RuleSet> InForce() const = 0;
};

/// What the loader makes of a set of files.
struct Validation {
  storage::PackFacts facts;
  std::shared_ptr<const rules::RuleSet> rules;      ///< null when the pack does not load
  std::shared_ptr<const rules::RuleSet> for_trial;  ///< the same; also there when nothing but examples failed
  rules::LoadReport report;
  std::size_t examples = 0;

  bool valid() const { return rules != nullptr; }
};

/// New text by path; nullopt removes the file.
using FileChanges = std::map<std::string, std::optional<std::string>>;

/// Where the files come from that the program starts with.
enum class PackSource : std::uint8_t {
  kShipped,    ///< with the program: in force at the first start, later offered for publishing
  kDemo,       ///< with the program, in force at once
  kDirectory,  ///< named by the settings: in force at once, and nothing else can be published
};

/// Where a rule is written.
struct RulePlace {
  std::string file;
  int line = 0;
};

inline constexpr std::size_t kMaxPackFiles = 500;
inline constexpr std::size_t kMaxFileBytes = 1 << 20;
inline constexpr std::size_t kMaxPackBytes = 8 << 20;

/// Versions of the rule pack: written, checked, published by a second person, taken back. A pack that does not load
/// never gets into force. Thread-safe.
class PackService {
 public:
  PackService(storage::PackStore& store, PackSwitch& in_force, const Clock& clock);

  /// Puts the pack of the store in force, after `files` were brought in as `source` says. When the stored pack does not
  /// load with this program, `files` take its place. kInvalid `rules.pack_invalid` with the report when `files` are
  /// needed and do not load.
  Status Start(const storage::PackFiles& files, PackSource source);
  /// Puts in force what another process published. Cheap when nothing changed.
  Status Refresh();
  bool by_directory() const;
  /// The version in force; 0 before the first.
  std::uint64_t version_in_force() const;
  /// Where the rules in force are written, by rule id.
  std::map<std::string, RulePlace> Places() const;

  storage::PackStore& store() { return store_; }
  /// Loads the files; the newest few results are kept, so that asking twice costs once.
  std::shared_ptr<const Validation> Validate(const storage::PackFiles& files);
  /// The files of a version with changes laid over them. kInvalid `pack.file` for a path or size that is not allowed.
  Result<storage::PackFiles> Overlay(std::uint64_t id, const FileChanges& changes);

  /// `from` 0 means the version in force.
  Result<storage::PackVersion> Draft(const storage::PackActor& by, std::uint64_t from, const FileChanges& changes,
                                     const std::string& note);
  Result<storage::PackVersion> Save(const storage::PackActor& by, std::uint64_t id, std::uint64_t revision,
                                    const FileChanges& changes);
  /// kDenied `pack.four_eyes`; kConflict `pack.state`, `pack.changed`, `pack.invalid`, `pack.by_directory`.
  Result<storage::PackVersion> Move(const storage::PackActor& by, std::uint64_t id, std::uint64_t revision,
                                    storage::PackState to, const std::string& note);
  /// Where this person may move the version now.
  std::vector<storage::PackState> MovesOf(const storage::PackVersion& version, std::uint64_t user_id) const;

 private:
  Result<storage::PackVersion> Import(const storage::PackFiles& files, const Validation& checked, PackSource source,
                                      bool at_once);
  Status PutInForce(const storage::PackVersion& version, const storage::PackFiles& files,
                    std::shared_ptr<const rules::RuleSet> rules);

  storage::PackStore& store_;
  PackSwitch& in_force_;
  const Clock& clock_;
  std::counting_semaphore<2> loads_{2};  // compiling a pack takes a core and memory
  std::mutex publishing_;                // one change of what is in force at a time

  mutable std::mutex mutex_;
  bool by_directory_ = false;
  std::uint64_t active_id_ = 0;
  Digest active_content_{};
  std::map<std::string, RulePlace> places_;
  std::list<std::pair<Digest, std::shared_ptr<const Validation>>> checked_;  // newest first
};

/// Where every rule of these files is written, by rule id.
std::map<std::string, RulePlace> FindRules(const storage::PackFiles& files);

}  // namespace custos::server::studio
