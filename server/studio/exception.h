// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/result.h"
#include "server/studio/pack_service.h"
#include "server/studio/past_judge.h"
#include "storage/alert_store.h"
#include "storage/history.h"

namespace custos::server::studio {

/// An exception for a rule, and what it would have done to the past.
struct ExceptionProposal {
  std::string rule_id;
  RulePlace place;
  std::vector<std::string> suggestions;  ///< phrases around the match, the widest first
  std::vector<std::string> phrases;      ///< what the rest is about
  FileChanges changes;                   ///< against the version in force
  std::string rule_text;                 ///< the rule with the exception in it
  std::shared_ptr<const Validation> checked;
  bool silences_alert = false;
  std::size_t examined = 0;
  std::vector<storage::AlertView> silenced;  ///< newest first
};

/// Proposes allow phrases for a rule that fired wrongly.
class ExceptionService {
 public:
  ExceptionService(PackService& packs, const PackSwitch& in_force, storage::AlertStore& alerts,
                   storage::History& history, FactsProvider facts)
      : packs_(packs), in_force_(in_force), alerts_(alerts), history_(history), facts_(std::move(facts)) {}

  /// `rule_id` empty means the first rule of the alert, `phrases` empty the first suggestion. Past alerts are looked at
  /// within the scope. kNotFound `alert.not_found`, kConflict `pack.exception_unplaced`.
  Result<ExceptionProposal> Propose(const storage::Scope& scope, std::uint64_t alert_id, const std::string& rule_id,
                                    const std::vector<std::string>& phrases);

 private:
  PackService& packs_;
  const PackSwitch& in_force_;
  storage::AlertStore& alerts_;
  storage::History& history_;
  const FactsProvider facts_;
};

/// Phrases that hold the spans of `text`: the sentence part, the match with a few characters around it, the match.
std::vector<std::string> SuggestPhrases(const std::string& text, const std::vector<Span>& spans);

/// A stored message as rules see it.
Message MessageOf(const storage::MessageView& view);

}  // namespace custos::server::studio
