// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/digest.h"
#include "core/finding.h"
#include "core/message.h"
#include "rules/facts.h"
#include "rules/load_report.h"
#include "rules/rule.h"
#include "rules/stream/correlation.h"
#include "rules/stream/join_settings.h"

namespace custos::rules {

struct LoadResult;

/// One selection of a rule that was found, and where.
struct Reason {
  std::string selection;            ///< its name in the rule
  std::string field;                ///< what was looked at: "text", "detail.userid", …
  std::vector<std::string> fold;    ///< foldings of the selection by name; empty for the base alone
  std::vector<Span> spans;          ///< in the original text; empty for other fields
  std::vector<std::string> folded;  ///< what stands there after folding, one for each span
};

struct Explanation {
  Finding finding;
  std::vector<Reason> reasons;
};

/// Files of a pack: path within the pack ("rules/abuse.yaml") to content.
using PackFiles = std::map<std::string, std::string>;

/// A loaded pack, ready to judge. Immutable: any number of threads may judge at once. The same pack gives the same
/// findings for the same message, whatever was judged before.
class RuleSet {
 public:
  /// Reads the pack in a directory, compiles it and runs every rule's own examples. `local` is the operator's own
  /// directory (lists.yaml, calendar.yaml, rules/, filters/) laid over the pack's; empty: the pack's own "local", if
  /// there is one. Without a usable pack `rules` is null and the report says why; it never throws.
  static LoadResult Load(const std::string& directory, const std::string& local = {});
  /// The same without touching a disk.
  static LoadResult Load(const PackFiles& files);

  ~RuleSet();
  RuleSet(const RuleSet&) = delete;
  RuleSet& operator=(const RuleSet&) = delete;

  /// What a message breaks: at most one finding per rule, in the order of rules(). Scope is checked here, so any
  /// message may be given. Pure; scratch memory is per thread.
  /// Shadow rules and signals are among them: RuleInfo says what a finding is good for.
  std::vector<Finding> Judge(const Message& message, const Facts& facts) const;
  /// The same with what can be told from the message alone.
  std::vector<Finding> Judge(const Message& message) const;

  /// Why each rule that fires does so. Slower than Judge; for people who ask.
  std::vector<Explanation> Explain(const Message& message, const Facts& facts) const;

  /// The rule with this id; null when the pack has none. Lives as long as the set.
  const RuleInfo* Find(std::string_view rule_id) const;

  /// SHA-256 over the engine's version and every file of the pack: which pack judged, exactly.
  const Digest& digest() const;
  const std::string& name() const;
  const std::string& version() const;
  const std::vector<RuleInfo>& rules() const;
  const std::vector<CategoryInfo>& categories() const;

  /// What only the stream can judge: see rules/stream/stream_judge.h. Their rules stand behind the others in rules().
  const std::vector<Correlation>& correlations() const;
  const JoinSettings& join() const;

 private:
  struct State;
  explicit RuleSet(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

struct LoadResult {
  std::shared_ptr<const RuleSet> rules;  ///< null when the pack has any fault
  /// The same, and also there when nothing but examples failed: for trying what is being written, never for judging.
  std::shared_ptr<const RuleSet> compiled;
  LoadReport report;
  std::size_t examples = 0;  ///< examples that were run
};

enum class SyntheticWords {
  kRare,    ///< words that ordinary talk hardly holds
  kCommon,  ///< words that ordinary talk is full of
};

/// A pack of `count` rules for measuring: a third plain words, a third words with gaps and alternatives, a third with
/// exceptions. The same arguments always give the same pack.
PackFiles SyntheticPack(std::size_t count, SyntheticWords words = SyntheticWords::kRare);

}  // namespace custos::rules
