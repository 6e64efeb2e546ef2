// SPDX-License-Identifier: Apache-2.0
// Stable names of stored enumerations, as the API and the evidence spell them.
#include "storage/alert_store.h"
#include "storage/user_store.h"

namespace custos::storage {

std::string_view ToString(AlertState state) {
  switch (state) {
    case AlertState::kNew: return "new";
    case AlertState::kInReview: return "in_review";
    case AlertState::kViolation: return "violation";
    case AlertState::kCoaching: return "coaching";
    case AlertState::kFalsePositive: return "false_positive";
    case AlertState::kEscalated: return "escalated";
  }
  return "new";
}

std::optional<AlertState> ParseAlertState(std::string_view name) {
  for (const AlertState state : {AlertState::kNew, AlertState::kInReview, AlertState::kViolation, AlertState::kCoaching,
                                 AlertState::kFalsePositive, AlertState::kEscalated}) {
    if (name == ToString(state)) return state;
  }
  return std::nullopt;
}

std::string_view ToString(UserRole role) {
  switch (role) {
    case UserRole::kAdministrator: return "administrator";
    case UserRole::kComplianceOfficer: return "compliance_officer";
    case UserRole::kRep: return "rep";
  }
  return "rep";
}

std::optional<UserRole> ParseUserRole(std::string_view name) {
  for (const UserRole role : {UserRole::kAdministrator, UserRole::kComplianceOfficer, UserRole::kRep}) {
    if (name == ToString(role)) return role;
  }
  return std::nullopt;
}

}  // namespace custos::storage
