// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/finding.h"

namespace custos::storage {

/// What an alert asks for. Bits are stored; never renumber.
enum AlertAction : std::uint8_t {
  kActionEscalate = 1u << 0,  ///< the alert begins escalated
  kActionWarn = 1u << 1,      ///< the sender should have been warned
  kActionBlock = 1u << 2,     ///< the message should not have been sent
};

/// What an alert is beside its findings.
struct AlertDetail {
  Origin origin = Origin::kLive;
  std::uint8_t actions = 0;         ///< AlertAction bits
  std::uint64_t head_id = 0;        ///< the alert that this one is a further hit of; 0: none
  std::string group_key;            ///< of a head: by what further hits join it; else empty
  std::vector<std::string> notify;  ///< names of notification channels
  std::vector<std::string> tags;    ///< for the customer

  bool operator==(const AlertDetail&) const = default;
};

}  // namespace custos::storage
