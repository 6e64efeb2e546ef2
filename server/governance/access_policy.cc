// SPDX-License-Identifier: Apache-2.0
#include "server/governance/access_policy.h"

#include <array>

namespace custos::server::governance {
namespace {

using storage::Scope;
using storage::UserRole;

// clang-format off
constexpr std::array kPolicy{
    //          operation          signed out  before change  admin  officer  rep     token scope
    AccessRule{"createSession",     true,       true,          true,  true,    true},
    AccessRule{"getSession",        false,      true,          true,  true,    true},
    AccessRule{"deleteSession",     false,      true,          true,  true,    true},
    AccessRule{"setPreferences",    false,      false,         true,  true,    true},
    AccessRule{"changePassword",    false,      true,          true,  true,    true},
    AccessRule{"listAlerts",        false,      false,         true,  true,    true},
    AccessRule{"getAlertCounts",    false,      false,         true,  true,    true},
    AccessRule{"getAlert",          false,      false,         true,  true,    true},
    AccessRule{"decideAlert",       false,      false,         true,  true,    false},
    AccessRule{"speakOnAlert",      false,      false,         true,  true,    true},
    AccessRule{"searchMessages",    false,      false,         true,  true,    true},
    AccessRule{"countFacets",       false,      false,         true,  true,    true},
    AccessRule{"listSearches",      false,      false,         true,  true,    true},
    AccessRule{"saveSearch",        false,      false,         true,  true,    true},
    AccessRule{"deleteSearch",      false,      false,         true,  true,    true},
    AccessRule{"findSimilar",       false,      false,         true,  true,    true},
    AccessRule{"getOriginal",       false,      false,         true,  true,    false},
    AccessRule{"getMedia",          false,      false,         true,  true,    true},
    AccessRule{"getConversation",   false,      false,         true,  true,    true},
    AccessRule{"readConversation",  false,      false,         true,  true,    true},
    AccessRule{"listCustomers",     false,      false,         true,  true,    true},
    AccessRule{"findCustomer",      false,      false,         true,  true,    true},
    AccessRule{"getCustomer",       false,      false,         true,  true,    true},
    AccessRule{"changeCustomer",    false,      false,         true,  true,    false},
    AccessRule{"readTimeline",      false,      false,         true,  true,    true},
    AccessRule{"listTags",          false,      false,         true,  true,    true},
    AccessRule{"createTags",        false,      false,         true,  false,   false},
    AccessRule{"changeTag",         false,      false,         true,  false,   false},
    AccessRule{"removeTag",         false,      false,         true,  false,   false},
    AccessRule{"listTagWishes",     false,      false,         true,  true,    false},
    AccessRule{"getCustomerTags",   false,      false,         true,  true,    true},
    AccessRule{"tagCustomer",       false,      false,         true,  true,    true},
    AccessRule{"tagCustomers",      false,      false,         true,  true,    false},
    AccessRule{"mergeCustomers",    false,      false,         true,  true,    false},
    AccessRule{"unmergeCustomers",  false,      false,         true,  true,    false},
    AccessRule{"searchCustomers",   false,      false,         true,  true,    true},
    AccessRule{"listSegments",      false,      false,         true,  true,    true},
    AccessRule{"createSegment",     false,      false,         true,  true,    true},
    AccessRule{"countCustomers",    false,      false,         true,  true,    true},
    AccessRule{"changeSegment",     false,      false,         true,  true,    true},
    AccessRule{"deleteSegment",     false,      false,         true,  true,    true},
    AccessRule{"listGradeRules",    false,      false,         true,  true,    false},
    AccessRule{"changeGradeRules",  false,      false,         true,  false,   false},
    AccessRule{"previewGradeRules", false,      false,         true,  false,   false},
    AccessRule{"suggestGradeRules", false,      false,         true,  true,    false},
    AccessRule{"listCustomerFields", false,     false,         true,  true,    true},
    AccessRule{"changeCustomerFields", false,   false,         true,  false,   false},
    AccessRule{"listNotes",         false,      false,         true,  true,    true},
    AccessRule{"writeNote",         false,      false,         true,  true,    true},
    AccessRule{"changeNote",        false,      false,         true,  true,    true},
    AccessRule{"removeNote",        false,      false,         true,  true,    true},
    AccessRule{"listFollowUps",     false,      false,         true,  true,    true},
    AccessRule{"listScriptFolders", false,      false,         true,  true,    true},
    AccessRule{"createScriptFolder", false,     false,         true,  true,    false},
    AccessRule{"changeScriptFolder", false,     false,         true,  true,    false},
    AccessRule{"removeScriptFolder", false,     false,         true,  true,    false},
    AccessRule{"listScripts",       false,      false,         true,  true,    true},
    AccessRule{"createScript",      false,      false,         true,  true,    false},
    AccessRule{"getScript",         false,      false,         true,  true,    true},
    AccessRule{"changeScript",      false,      false,         true,  true,    false},
    AccessRule{"putScriptFile",     false,      false,         true,  true,    false},
    AccessRule{"getScriptFile",     false,      false,         true,  true,    true},
    AccessRule{"removeScriptFile",  false,      false,         true,  true,    false},
    AccessRule{"listScriptVersions", false,     false,         true,  true,    false},
    AccessRule{"preparePlatformFile", false,    false,         true,  true,    true},
    AccessRule{"listDayReports",    false,      false,         true,  true,    true},
    AccessRule{"handInDayReport",   false,      false,         true,  true,    true},
    AccessRule{"getOwnDayReport",   false,      false,         true,  true,    true},
    AccessRule{"getDayReport",      false,      false,         true,  true,    true},
    AccessRule{"readDayReport",     false,      false,         true,  true,    true},
    AccessRule{"countScriptUse",    false,      false,         true,  true,    true},
    AccessRule{"checkDuplicates",   false,      false,         true,  true,    true},
    AccessRule{"openDispute",       false,      false,         true,  true,    true},
    AccessRule{"listDisputes",      false,      false,         true,  true,    true},
    AccessRule{"getDispute",        false,      false,         true,  true,    true},
    AccessRule{"decideDispute",     false,      false,         true,  true,    false},
    AccessRule{"withdrawDispute",   false,      false,         true,  true,    true},
    AccessRule{"getOwnership",      false,      false,         true,  true,    true},
    AccessRule{"changeOwnership",   false,      false,         true,  true,    true},
    AccessRule{"changeOwnerships",  false,      false,         true,  true,    false},
    AccessRule{"listReturning",     false,      false,         true,  true,    true},
    AccessRule{"listPools",         false,      false,         true,  true,    true},
    AccessRule{"createPool",        false,      false,         true,  false,   false},
    AccessRule{"changePool",        false,      false,         true,  false,   false},
    AccessRule{"listPoolCustomers", false,      false,         true,  true,    true},
    AccessRule{"listAllocationRules", false,      false,         true,  true,   false},
    AccessRule{"createAllocationRule", false,      false,         true,  false,  false},
    AccessRule{"changeAllocationRule", false,      false,         true,  false,  false},
    AccessRule{"removeAllocationRule", false,      false,         true,  false,  false},
    AccessRule{"orderAllocationRules", false,      false,         true,  false,  false},
    AccessRule{"getWorkCalendar",   false,      false,         true,  true,   false},
    AccessRule{"setWorkCalendar",   false,      false,         true,  false,  false},
    AccessRule{"listAllocationWaiting", false,      false,         true,  true,   false},
    AccessRule{"takeOffAllocationWaiting", false,      false,         true,  true,   false},
    AccessRule{"allocateCustomers", false,      false,         true,  true,   false},
    AccessRule{"listAllocations",   false,      false,         true,  true,   false},
    AccessRule{"listCustomerAllocations", false,      false,         true,  true,   true},
    AccessRule{"getActivity",       false,      false,         true,  true,    true},
    AccessRule{"getActivitySheet",  false,      false,         true,  true,    true},
    AccessRule{"listUnanswered",    false,      false,         true,  true,    true},
    AccessRule{"getDeskDay",        false,      false,         true,  true,    true},
    AccessRule{"getRecordOfMe",     false,      false,         true,  true,    true},
    AccessRule{"listNumbers",       false,      false,         true,  true,    false},
    AccessRule{"putNumbers",        false,      false,         true,  false,   false},
    AccessRule{"removeNumber",      false,      false,         true,  false,   false},
    AccessRule{"listDepartments",   false,      false,         true,  true,    true},
    AccessRule{"findEmployees",     false,      false,         true,  true,    true},
    AccessRule{"findCustomers",     false,      false,         true,  true,    true},
    AccessRule{"listCategories",    false,      false,         true,  true,    true},
    AccessRule{"listRules",         false,      false,         true,  true,    false},
    AccessRule{"listPackVersions",  false,      false,         true,  true,    false},
    AccessRule{"createPackDraft",   false,      false,         true,  true,    false},
    AccessRule{"getPackVersion",    false,      false,         true,  true,    false},
    AccessRule{"deletePackDraft",   false,      false,         true,  true,    false},
    AccessRule{"getPackFiles",      false,      false,         true,  true,    false},
    AccessRule{"savePackFiles",     false,      false,         true,  true,    false},
    AccessRule{"validatePack",      false,      false,         true,  true,    false},
    AccessRule{"tryPack",           false,      false,         true,  true,    false},
    AccessRule{"diffPackVersions",  false,      false,         true,  true,    false},
    AccessRule{"movePackVersion",   false,      false,         true,  true,    false},
    AccessRule{"listJudgements",    false,      false,         true,  true,    false},
    AccessRule{"listBacktests",     false,      false,         true,  true,    false},
    AccessRule{"startBacktest",     false,      false,         true,  true,    false},
    AccessRule{"getBacktest",       false,      false,         true,  true,    false},
    AccessRule{"listBacktestSamples", false,    false,         true,  true,    false},
    AccessRule{"cancelBacktest",    false,      false,         true,  true,    false},
    AccessRule{"startLookBack",     false,      false,         true,  true,    false},
    AccessRule{"proposeException",  false,      false,         true,  true,    false},
    AccessRule{"draftException",    false,      false,         true,  true,    false},
    AccessRule{"checkText",         false,      false,         true,  true,    true,  "check"},
    AccessRule{"sendSms",           false,      false,         true,  false,   false, "sms"},
    AccessRule{"listTokens",        false,      false,         true,  true,    true},
    AccessRule{"createToken",       false,      false,         true,  true,    true},
    AccessRule{"revokeToken",       false,      false,         true,  true,    true},
    AccessRule{"listDevices",       false,      false,         true,  true,    false},
    AccessRule{"inviteDevice",      false,      false,         true,  false,   false},
    AccessRule{"inviteDeviceAgain", false,      false,         true,  false,   false},
    AccessRule{"replaceDevice",     false,      false,         true,  false,   false},
    AccessRule{"getBindings",       false,      false,         true,  true,    false},
    AccessRule{"revokeDevice",      false,      false,         true,  false,   false},
    AccessRule{"listPushSources",   false,      false,         true,  true,    false},
    AccessRule{"createPushSource",  false,      false,         true,  false,   false},
    AccessRule{"renewSourceToken",  false,      false,         true,  false,   false},
    AccessRule{"updatePushSource",  false,      false,         true,  false,   false},
    AccessRule{"listLeads",         false,      false,         true,  true,    false},
    AccessRule{"countLeads",        false,      false,         true,  true,    false},
    AccessRule{"stageLeads",        false,      false,         true,  false,   false},
    AccessRule{"previewLeads",      false,      false,         true,  false,   false},
    AccessRule{"importLeads",       false,      false,         true,  false,   false},
    AccessRule{"getLeadImport",     false,      false,         true,  false,   false},
    AccessRule{"listOrders",        false,      false,         true,  true,    false},
    AccessRule{"takeOrders",        false,      false,         true,  false,   false,  "import"},
    AccessRule{"stageOrders",       false,      false,         true,  false,   false},
    AccessRule{"previewOrders",     false,      false,         true,  false,   false},
    AccessRule{"importOrders",      false,      false,         true,  false,   false},
    AccessRule{"getOrderImport",    false,      false,         true,  false,   false},
    AccessRule{"listCustomerOrders", false,     false,         true,  true,    true},
    AccessRule{"previewHandover",   false,      false,         true,  false,   false},
    AccessRule{"beginHandover",     false,      false,         true,  false,   false},
    AccessRule{"listHandovers",     false,      false,         true,  true,    false},
    AccessRule{"getHandover",       false,      false,         true,  true,    false},
    AccessRule{"listHandoverItems", false,      false,         true,  true,    false},
    AccessRule{"retryHandoverItem", false,      false,         true,  false,   false},
    AccessRule{"cancelHandover",    false,      false,         true,  false,   false},
    AccessRule{"getCoverage",       false,      false,         true,  true,    false},
    AccessRule{"listCoverageGaps",  false,      false,         true,  true,    false},
    AccessRule{"listConsents",      false,      false,         true,  true,    false},
    AccessRule{"getConsentSheet",   false,      false,         true,  true,    false},
    AccessRule{"getStaff",          false,      false,         true,  true,    false},
    AccessRule{"listStaffProposals", false,     false,         true,  true,    false},
    AccessRule{"joinStaff",         false,      false,         true,  false,   false},
    AccessRule{"partStaff",         false,      false,         true,  false,   false},
    AccessRule{"refuseStaff",       false,      false,         true,  false,   false},
    AccessRule{"getStatus",         false,      false,         true,  true,    false},
    AccessRule{"listParked",        false,      false,         true,  true,    false},
    AccessRule{"readParked",        false,      false,         true,  true,    false},
    AccessRule{"retryParked",       false,      false,         true,  false,   false},
    AccessRule{"listIntercepts",    false,      false,         true,  true,    false},
    AccessRule{"startVerify",       false,      false,         true,  true,    false},
    AccessRule{"getCheckpoint",     false,      false,         true,  true,    false},
    AccessRule{"listCheckpoints",   false,      false,         true,  true,    false},
    AccessRule{"makeCheckpoint",    false,      false,         true,  true,    false},
    AccessRule{"proveConsistency",  false,      false,         true,  true,    false},
    AccessRule{"proveLeaf",         false,      false,         true,  true,    false},
    AccessRule{"listManifests",     false,      false,         true,  true,    false},
    AccessRule{"makeManifests",     false,      false,         true,  true,    false},
    AccessRule{"proveSupervision",  false,      false,         true,  true,    false},
    AccessRule{"createEvidencePacket", false,   false,         true,  true,    false},
    AccessRule{"streamEvents",      false,      false,         true,  true,    true},
    AccessRule{"listUsers",         false,      false,         true,  false,   false},
    AccessRule{"createUser",        false,      false,         true,  false,   false},
    AccessRule{"updateUser",        false,      false,         true,  false,   false},
    AccessRule{"listAudit",         false,      false,         true,  true,    false},
};
// clang-format on

}  // namespace

std::span<const AccessRule> AccessPolicy() { return kPolicy; }

const AccessRule* FindAccessRule(std::string_view operation) {
  for (const auto& rule : kPolicy) {
    if (rule.operation == operation) return &rule;
  }
  return nullptr;
}

bool MayCall(const AccessRule& rule, UserRole role) {
  switch (role) {
    case UserRole::kAdministrator: return rule.administrator;
    case UserRole::kComplianceOfficer: return rule.compliance_officer;
    case UserRole::kRep: return rule.rep;
  }
  return false;
}

std::vector<std::string_view> PermissionsOf(UserRole role) {
  std::vector<std::string_view> permissions;
  for (const auto& rule : kPolicy) {
    if (MayCall(rule, role)) permissions.push_back(rule.operation);
  }
  return permissions;
}

Scope EffectiveScope(const storage::User& user) {
  if (user.role == UserRole::kAdministrator) return Scope::All();
  if (user.role == UserRole::kRep && user.scope.kind != Scope::Kind::kOwn) return {};
  return user.scope;
}

}  // namespace custos::server::governance
