// SPDX-License-Identifier: Apache-2.0
// Names of consents and gaps, as the API spells them.
#include "storage/consent_store.h"
#include "storage/coverage_store.h"

namespace custos::storage {

std::string_view ToString(ConsentState state) {
  switch (state) {
    case ConsentState::kUnknown: return "unknown";
    case ConsentState::kAgree: return "agree";
    case ConsentState::kDisagree: return "disagree";
    case ConsentState::kDefault: return "default";
  }
  return "unknown";
}

std::string_view ToString(ConsentKind kind) { return kind == ConsentKind::kGroup ? "group" : "pair"; }

std::optional<ConsentState> ParseConsentState(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(ConsentState::kDefault); ++i) {
    if (name == ToString(static_cast<ConsentState>(i))) return static_cast<ConsentState>(i);
  }
  return std::nullopt;
}

std::optional<ConsentKind> ParseConsentKind(std::string_view name) {
  if (name == "pair") return ConsentKind::kPair;
  if (name == "group") return ConsentKind::kGroup;
  return std::nullopt;
}

std::string_view ToString(CoverageGapKind kind) {
  switch (kind) {
    case CoverageGapKind::kNoSeat: return "no_seat";
    case CoverageGapKind::kCustomerNoSeat: return "customer_no_seat";
    case CoverageGapKind::kDisagreed: return "disagreed";
    case CoverageGapKind::kNeverSaid: return "never_said";
    case CoverageGapKind::kNoDevice: return "no_device";
    case CoverageGapKind::kSilentDevice: return "silent_device";
    case CoverageGapKind::kDeviceGaps: return "device_gaps";
    case CoverageGapKind::kLeftDevice: return "left_device";
    case CoverageGapKind::kLeftNumber: return "left_number";
    case CoverageGapKind::kUnboundNumber: return "unbound_number";
  }
  return "no_seat";
}

std::optional<CoverageGapKind> ParseCoverageGapKind(std::string_view name) {
  for (int i = 0; i < kCoverageGapKinds; ++i) {
    if (name == ToString(static_cast<CoverageGapKind>(i))) return static_cast<CoverageGapKind>(i);
  }
  return std::nullopt;
}

}  // namespace custos::storage
