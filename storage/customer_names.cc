// SPDX-License-Identifier: Apache-2.0
// Names of what stands at customers, as the API spells them.
#include "storage/customer_store.h"

namespace custos::storage {

std::string_view ToString(CustomerIdentityKind kind) {
  switch (kind) {
    case CustomerIdentityKind::kContact: return "contact";
    case CustomerIdentityKind::kUnionid: return "unionid";
    case CustomerIdentityKind::kPhone: return "phone";
    case CustomerIdentityKind::kEmail: return "email";
    case CustomerIdentityKind::kWechat: return "wechat";
  }
  return "contact";
}

std::string_view ToString(CustomerEventKind kind) {
  switch (kind) {
    case CustomerEventKind::kAdded: return "added";
    case CustomerEventKind::kHalfAdded: return "half_added";
    case CustomerEventKind::kEdited: return "edited";
    case CustomerEventKind::kRemarked: return "remarked";
    case CustomerEventKind::kTagged: return "tagged";
    case CustomerEventKind::kDeletedByEmployee: return "deleted_by_employee";
    case CustomerEventKind::kDeletedByCustomer: return "deleted_by_customer";
    case CustomerEventKind::kHandedOver: return "handed_over";
    case CustomerEventKind::kHandoverFailed: return "handover_failed";
    case CustomerEventKind::kConsent: return "consent";
    case CustomerEventKind::kJoined: return "joined";
    case CustomerEventKind::kMerged: return "merged";
    case CustomerEventKind::kUnmerged: return "unmerged";
    case CustomerEventKind::kChanged: return "changed";
  }
  return "edited";
}

std::string_view ToString(TimelineKind kind) {
  switch (kind) {
    case TimelineKind::kChat: return "chat";
    case TimelineKind::kGroup: return "group";
    case TimelineKind::kSms: return "sms";
    case TimelineKind::kCall: return "call";
    case TimelineKind::kEvent: return "event";
    case TimelineKind::kAlert: return "alert";
    case TimelineKind::kDecision: return "decision";
    case TimelineKind::kChange: return "change";
    case TimelineKind::kNote: return "note";
    case TimelineKind::kOrder: return "order";
  }
  return "chat";
}

std::optional<TimelineKind> ParseTimelineKind(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(TimelineKind::kOrder); ++i) {
    if (name == ToString(static_cast<TimelineKind>(i))) return static_cast<TimelineKind>(i);
  }
  return std::nullopt;
}

}  // namespace custos::storage
