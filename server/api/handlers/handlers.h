// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/api/gate.h"

namespace custos::server::api {

/// One function per resource; BuildRouter calls them all.
void AddSessionHandlers(Gate& gate);
void AddAlertHandlers(Gate& gate);
void AddMessageHandlers(Gate& gate);
void AddSearchHandlers(Gate& gate);
void AddSavedSearchHandlers(Gate& gate);
void AddMediaHandlers(Gate& gate);
void AddConversationHandlers(Gate& gate);
void AddCustomerHandlers(Gate& gate);
void AddSegmentHandlers(Gate& gate);
void AddGradingHandlers(Gate& gate);
void AddNumberHandlers(Gate& gate);
void AddNoteHandlers(Gate& gate);
void AddScriptHandlers(Gate& gate);
void AddOwnershipHandlers(Gate& gate);
void AddDisputeHandlers(Gate& gate);
void AddCoverageHandlers(Gate& gate);
void AddStaffHandlers(Gate& gate);
void AddDuplicateHandlers(Gate& gate);
void AddPoolHandlers(Gate& gate);
void AddAllocationHandlers(Gate& gate);
void AddActivityHandlers(Gate& gate);
void AddDeskHandlers(Gate& gate);
void AddDayReportHandlers(Gate& gate);
void AddDirectoryHandlers(Gate& gate);
void AddRuleHandlers(Gate& gate);
void AddPackHandlers(Gate& gate);
void AddTrialHandlers(Gate& gate);
void AddBacktestHandlers(Gate& gate);
void AddExceptionHandlers(Gate& gate);
void AddCheckHandlers(Gate& gate);
void AddTokenHandlers(Gate& gate);
void AddDeviceHandlers(Gate& gate);
void AddPushSourceHandlers(Gate& gate);
void AddLeadHandlers(Gate& gate);
void AddOrderHandlers(Gate& gate);
void AddHandoverHandlers(Gate& gate);
void AddTagHandlers(Gate& gate);
void AddStatusHandlers(Gate& gate);
void AddParkedHandlers(Gate& gate);
void AddInterceptHandlers(Gate& gate);
void AddSmsHandlers(Gate& gate);
void AddEvidenceHandlers(Gate& gate);
void AddPacketHandlers(Gate& gate);
void AddEventHandlers(Gate& gate);
void AddUserHandlers(Gate& gate);
void AddAuditHandlers(Gate& gate);

}  // namespace custos::server::api
