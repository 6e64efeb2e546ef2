// SPDX-License-Identifier: Apache-2.0
#include "server/customers/handover_plan.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "storage/region.h"

namespace custos::server::customers {
namespace {

using storage::HandoverCandidate;
using storage::HandoverKind;

std::string FieldOf(const HandoverCandidate& candidate, const std::string& name) {
  const auto fields = nlohmann::json::parse(candidate.fields, nullptr, false);
  if (!fields.is_object()) return {};
  const auto found = fields.find(name);
  return found != fields.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool Fits(const HandoverCandidate& candidate, const SplitRule& rule, const std::string& value) {
  switch (rule.by) {
    case SplitRule::By::kTag:
      return std::find(candidate.tags.begin(), candidate.tags.end(), value) != candidate.tags.end();
    case SplitRule::By::kGrade: return candidate.grade == value;
    case SplitRule::By::kField: return FieldOf(candidate, rule.field) == value;
    case SplitRule::By::kRegion: return storage::LiesIn(candidate.region, value);
    default: return false;
  }
}

/// Hands out, and remembers how much each has.
class Load {
 public:
  explicit Load(const std::vector<Taker>& takers) {
    for (const Taker& taker : takers) places_.push_back({taker, 0, 0});
  }

  /// The one with the fewest who has room, in the order given when several have; empty when nobody has.
  std::string Next(HandoverKind kind, const std::vector<std::string>* among) const {
    const Place* best = nullptr;
    for (const Place& place : places_) {
      if (among != nullptr && std::find(among->begin(), among->end(), place.taker.id) == among->end()) continue;
      if (!HasRoom(place, kind)) continue;
      if (best == nullptr || Weight(place, kind) < Weight(*best, kind)) best = &place;
    }
    return best == nullptr ? std::string() : best->taker.id;
  }

  std::string First(HandoverKind kind) const {
    const auto found =
        std::find_if(places_.begin(), places_.end(), [&](const Place& place) { return HasRoom(place, kind); });
    return found == places_.end() ? std::string() : found->taker.id;
  }

  void Give(HandoverKind kind, const std::string& id) {
    for (Place& place : places_) {
      if (place.taker.id != id) continue;
      ++(kind == HandoverKind::kGroup ? place.groups : place.customers);
    }
  }

 private:
  struct Place {
    Taker taker;
    std::uint64_t customers = 0;
    std::uint64_t groups = 0;
  };

  static bool HasRoom(const Place& place, HandoverKind kind) {
    return kind == HandoverKind::kGroup || !place.taker.capacity || place.customers < *place.taker.capacity;
  }
  static std::uint64_t Weight(const Place& place, HandoverKind kind) {
    return kind == HandoverKind::kGroup ? place.groups : place.taker.has + place.customers;
  }

  std::vector<Place> places_;
};

std::string ReasonOf(const HandoverCandidate& candidate) {
  if (!candidate.stands) return "no_relation";
  return candidate.handovers >= kMostHandovers ? "too_often" : "";
}

std::string ChooseTaker(const HandoverCandidate& candidate, const SplitRule& rule, const Load& load) {
  if (rule.by == SplitRule::By::kOne) return load.First(candidate.kind);
  for (const SplitRule::Share& share : rule.shares) {
    if (Fits(candidate, rule, share.value)) return load.Next(candidate.kind, &share.takers);
  }
  return load.Next(candidate.kind, nullptr);
}

}  // namespace

// What a person decided takes its place first, so that the rest is even.
std::vector<Move> PlanMoves(const std::vector<HandoverCandidate>& candidates, const std::vector<Taker>& takers,
                            const SplitRule& rule, const std::map<std::string, std::string>& changes) {
  Load load(takers);
  std::vector<Move> moves(candidates.size());
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    moves[i].reason = ReasonOf(candidates[i]);
    const auto change = changes.find(candidates[i].id);
    if (!moves[i].reason.empty() || change == changes.end()) continue;
    moves[i].taker = change->second;
    if (change->second.empty()) moves[i].reason = "left_out";
    load.Give(candidates[i].kind, change->second);
  }
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (!moves[i].reason.empty() || !moves[i].taker.empty()) continue;
    moves[i].taker = ChooseTaker(candidates[i], rule, load);
    if (moves[i].taker.empty()) moves[i].reason = "no_capacity";
    load.Give(candidates[i].kind, moves[i].taker);
  }
  return moves;
}

}  // namespace custos::server::customers
