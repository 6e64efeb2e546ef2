// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/finding.h"
#include "storage/query/parts.h"
#include "storage/query/tree.h"

namespace custos::storage::query {

/// Decides whether a query finds a message, and where. Pure; any number of threads may ask the same one.
class Matcher {
 public:
  /// Whether a condition holds for the message that is asked about.
  using Truth = std::function<bool(const Condition&)>;

  explicit Matcher(const Node& tree);  ///< `tree` must outlive it

  /// Words and phrases may stand in different parts; a NEAR must be in one.
  bool Match(const std::vector<TextPart>& parts, const Truth& truth) const;

  /// Where the words and phrases that are looked for stand, part by part; those under a NOT are left out. Spans are
  /// ascending and do not overlap, at most 1,000 in a part.
  std::vector<PartHits> Hits(const std::vector<TextPart>& parts) const;

 private:
  class Folds;

  void Prepare(const Node& node);
  bool Holds(const Node& node, Folds& folds, const Truth& truth) const;
  bool Occurs(const Node& node, Folds& folds, std::size_t part) const;
  std::vector<Span> Places(const Node& node, Folds& folds, std::size_t part) const;
  std::vector<Span> NearPlaces(const Node& node, Folds& folds, std::size_t part) const;
  void Gather(const Node& node, Folds& folds, std::size_t part, std::vector<Span>& into) const;

  const Node& tree_;
  std::unordered_map<const Node*, std::string> folded_;  // of each term
};

}  // namespace custos::storage::query
