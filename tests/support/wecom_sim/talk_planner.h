// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/wecom_sim/company_generator.h"
#include "tests/support/wecom_sim/talk/scene.h"

namespace custos::wecom_sim {

/// One turn of a planned conversation.
struct PlannedTurn {
  std::string from;
  std::string wording;   ///< slots still open
  std::string category;  ///< of the risk it carries; empty for ordinary talk
  bool evade = false;
};

/// A conversation that is about to happen.
struct PlannedTalk {
  std::vector<std::string> people;  ///< everybody in it
  std::string room;                 ///< empty for two
  bool external = true;
  std::vector<PlannedTurn> turns;
  std::shared_ptr<Slots> slots;
  std::vector<std::pair<std::string, std::string>> names;  ///< id and display name, for quotes
};

/// Chooses who talks with whom about what. Pure: the same generator state gives the same talk.
class TalkPlanner {
 public:
  TalkPlanner(const GeneratedCompany& generated, unsigned risk_one_in);

  PlannedTalk Plan(Rng& rng) const;

 private:
  const Scene& Choose(Rng& rng, std::string_view kind, std::string_view topic) const;
  const Scene& ChooseRisk(Rng& rng) const;
  PlannedTalk WithCustomer(Rng& rng, const Scene* risk) const;
  PlannedTalk InGroup(Rng& rng) const;
  PlannedTalk AmongStaff(Rng& rng, const Scene* risk) const;
  std::size_t Seller(Rng& rng, bool risky) const;

  struct Cast {
    std::string rep;
    std::vector<std::string> customers;
    std::string colleague;
  };
  static void AddScene(PlannedTalk& talk, const Scene& scene, const Cast& cast, Rng& rng);

  const GeneratedCompany& generated_;
  const double risk_chance_;
  std::vector<std::vector<std::size_t>> relations_;  ///< per employee: indexes into the company's relations
  std::vector<std::size_t> customer_groups_;
  std::vector<std::size_t> internal_groups_;
  std::vector<std::pair<std::string, std::size_t>> index_;  ///< employee id to index, sorted
};

}  // namespace custos::wecom_sim
