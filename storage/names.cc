// SPDX-License-Identifier: Apache-2.0
// Stable names of stored enumerations, as the API and the evidence spell them.
#include "storage/alert_store.h"
#include "storage/backtest_store.h"
#include "storage/duplicate_check.h"
#include "storage/handover_store.h"
#include "storage/import_store.h"
#include "storage/lead_store.h"
#include "storage/pack_store.h"
#include "storage/reader.h"
#include "storage/user_store.h"

namespace custos::storage {

std::string_view ToString(HandoverState state) {
  switch (state) {
    case HandoverState::kProposed: return "proposed";
    case HandoverState::kRunning: return "running";
    case HandoverState::kCancelling: return "cancelling";
    case HandoverState::kDone: return "done";
    case HandoverState::kCancelled: return "cancelled";
  }
  return "proposed";
}

std::string_view ToString(HandoverItemState state) {
  switch (state) {
    case HandoverItemState::kPlanned: return "planned";
    case HandoverItemState::kAsked: return "asked";
    case HandoverItemState::kWaiting: return "waiting";
    case HandoverItemState::kDone: return "done";
    case HandoverItemState::kRefused: return "refused";
    case HandoverItemState::kTakerFull: return "taker_full";
    case HandoverItemState::kFailed: return "failed";
    case HandoverItemState::kGivenUp: return "given_up";
  }
  return "planned";
}

std::string_view ToString(HandoverKind kind) { return kind == HandoverKind::kGroup ? "group" : "customer"; }

std::optional<HandoverItemState> ParseHandoverItemState(std::string_view name) {
  for (int value = 0; value <= static_cast<int>(HandoverItemState::kGivenUp); ++value) {
    const auto state = static_cast<HandoverItemState>(value);
    if (name == ToString(state)) return state;
  }
  return std::nullopt;
}

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

std::string_view ToString(SearchPart part) {
  switch (part) {
    case SearchPart::kText: return "text";
    case SearchPart::kQuote: return "quote";
    case SearchPart::kDetail: return "detail";
    case SearchPart::kFile: return "file";
  }
  return "text";
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

std::string_view ToString(PackState state) {
  switch (state) {
    case PackState::kDraft: return "draft";
    case PackState::kReview: return "review";
    case PackState::kShadow: return "shadow";
    case PackState::kActive: return "active";
    case PackState::kRetired: return "retired";
  }
  return "draft";
}

std::optional<PackState> ParsePackState(std::string_view name) {
  for (const PackState state :
       {PackState::kDraft, PackState::kReview, PackState::kShadow, PackState::kActive, PackState::kRetired}) {
    if (name == ToString(state)) return state;
  }
  return std::nullopt;
}

std::string_view ToString(PackOrigin origin) {
  switch (origin) {
    case PackOrigin::kStudio: return "studio";
    case PackOrigin::kShipped: return "shipped";
    case PackOrigin::kDirectory: return "directory";
  }
  return "studio";
}

std::string_view ToString(JobState state) {
  switch (state) {
    case JobState::kRunning: return "running";
    case JobState::kDone: return "done";
    case JobState::kFailed: return "failed";
    case JobState::kCancelled: return "cancelled";
  }
  return "running";
}

std::optional<JobState> ParseJobState(std::string_view name) {
  for (const JobState state : {JobState::kRunning, JobState::kDone, JobState::kFailed, JobState::kCancelled}) {
    if (name == ToString(state)) return state;
  }
  return std::nullopt;
}

// Length before every part, so that no two sets of files are written alike.
Digest ContentOf(const PackFiles& files) {
  std::string bytes = "custos/pack/1";
  bytes.push_back('\0');
  for (const auto& [path, text] : files) {
    bytes += std::to_string(path.size()) + ":" + path + std::to_string(text.size()) + ":" + text;
  }
  return Sha256(bytes);
}

std::string_view ToString(ImportState state) {
  switch (state) {
    case ImportState::kRunning: return "running";
    case ImportState::kDone: return "done";
    case ImportState::kFailed: return "failed";
    case ImportState::kCancelled: return "cancelled";
  }
  return "running";
}

std::string_view ToString(IdentityKind kind) {
  switch (kind) {
    case IdentityKind::kPhone: return "phone";
    case IdentityKind::kEmail: return "email";
    case IdentityKind::kWechat: return "wechat";
    case IdentityKind::kUnionId: return "unionid";
  }
  return "phone";
}

std::string_view ToString(LeadState state) {
  switch (state) {
    case LeadState::kArrived: return "arrived";
    case LeadState::kNew: return "new";
    case LeadState::kDuplicate: return "duplicate";
  }
  return "arrived";
}

std::optional<LeadState> ParseLeadState(std::string_view name) {
  for (const LeadState state : {LeadState::kArrived, LeadState::kNew, LeadState::kDuplicate}) {
    if (name == ToString(state)) return state;
  }
  return std::nullopt;
}

}  // namespace custos::storage
