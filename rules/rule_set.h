// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/digest.h"
#include "core/finding.h"
#include "core/message.h"
#include "rules/load_report.h"
#include "rules/rule.h"

namespace custos::rules {

struct LoadResult;

/// Files of a pack: path within the pack ("rules/abuse.yaml") to content.
using PackFiles = std::map<std::string, std::string>;

/// A loaded pack, ready to judge. Immutable: any number of threads may judge at once. The same pack gives the same
/// findings for the same message, whatever was judged before.
class RuleSet {
 public:
  /// Reads the pack in a directory (pack.yaml, words.yaml, variants.yaml, rules/*.yaml), compiles it and runs every
  /// rule's own examples. Without a usable pack `rules` is null and the report says why; it never throws.
  static LoadResult Load(const std::string& directory);
  /// The same without touching a disk.
  static LoadResult Load(const PackFiles& files);

  ~RuleSet();
  RuleSet(const RuleSet&) = delete;
  RuleSet& operator=(const RuleSet&) = delete;

  /// What a message breaks: at most one finding per rule, in the order of rules(). Scope is checked here, so any
  /// message may be given. Pure; scratch memory is per thread.
  std::vector<Finding> Judge(const Message& message) const;

  /// SHA-256 over the engine's version and every file of the pack: which pack judged, exactly.
  const Digest& digest() const;
  const std::string& name() const;
  const std::string& version() const;
  const std::vector<RuleInfo>& rules() const;
  const std::vector<CategoryInfo>& categories() const;

 private:
  struct State;
  explicit RuleSet(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

struct LoadResult {
  std::shared_ptr<const RuleSet> rules;  ///< null when the pack is unusable
  LoadReport report;
  std::size_t examples = 0;  ///< examples that were run
};

/// A pack of `count` rules for measuring: a third plain words, a third words with gaps, a third with exceptions. The
/// same count always gives the same pack.
PackFiles SyntheticPack(std::size_t count);

}  // namespace custos::rules
