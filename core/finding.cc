// SPDX-License-Identifier: Apache-2.0
#include "core/finding.h"

namespace custos {

std::string_view ToString(Severity severity) {
  switch (severity) {
    case Severity::kInformational: return "informational";
    case Severity::kLow: return "low";
    case Severity::kMedium: return "medium";
    case Severity::kHigh: return "high";
    case Severity::kCritical: return "critical";
  }
  return "medium";
}

std::string_view ToString(Origin origin) {
  switch (origin) {
    case Origin::kLive: return "live";
    case Origin::kLate: return "late";
    case Origin::kLookBack: return "look_back";
  }
  return "live";
}

std::optional<Severity> ParseSeverity(std::string_view name) {
  for (const Severity severity :
       {Severity::kInformational, Severity::kLow, Severity::kMedium, Severity::kHigh, Severity::kCritical}) {
    if (name == ToString(severity)) return severity;
  }
  return std::nullopt;
}

}  // namespace custos
