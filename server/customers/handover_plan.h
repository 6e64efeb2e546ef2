// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "storage/handover_store.h"

namespace custos::server::customers {

/// How customers are split among those who take them.
struct SplitRule {
  enum class By { kLoad, kOne, kTag, kGrade, kField, kRegion };
  /// Customers with this tag, grade or value of the field, or of this region, go to these, by load among them.
  struct Share {
    std::string value;
    std::vector<std::string> takers;
  };
  By by = By::kLoad;
  std::string field;          ///< kField: name of the company's own field, such as an industry
  std::vector<Share> shares;  ///< the first that fits; who fits none goes by load among all
};

/// Somebody who takes over.
struct Taker {
  std::string id;
  std::uint64_t has = 0;                  ///< customers that he has already
  std::optional<std::uint64_t> capacity;  ///< most customers that he is given; nullopt: as many as come
};

/// Where one customer or group goes. `reason` says why it goes nowhere: no_relation, too_often, no_capacity, left_out.
struct Move {
  std::string taker;
  std::string reason;
};

/// A customer may be handed over so often within ninety natural days.
inline constexpr std::uint64_t kMostHandovers = 2;

/// The same for the same input, one entry for each candidate. `changes` are what a person decided for single ones, by
/// id: a taker, or nobody.
std::vector<Move> PlanMoves(const std::vector<storage::HandoverCandidate>& candidates, const std::vector<Taker>& takers,
                            const SplitRule& rule, const std::map<std::string, std::string>& changes);

}  // namespace custos::server::customers
