// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/clock.h"

namespace custos::wecom {

/// What an event gives reason to look at again.
struct ChangeHint {
  enum class Kind {
    kArchive,        ///< there is something to pull
    kStaff,          ///< people or departments changed: they come in a few lists
    kTags,           ///< the company's tags for customers changed
    kGroup,          ///< customer group `id` changed
    kRelation,       ///< employee `id` and customer `other` became contacts, or their entry changed
    kRelationEnded,  ///< employee `id` has customer `other` no more
  };
  Kind kind = Kind::kArchive;
  std::string id = {};
  std::string other = {};
  TimeMs at = 0;  ///< when it happened
};

}  // namespace custos::wecom
