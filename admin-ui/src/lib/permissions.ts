import type { Me, Permission } from "./api/types";

/** What the pages ask, by the operations it needs. The server decides; the pages only hide what it would refuse. */
const policies = {
  readAlerts: ["listAlerts", "getAlert"],
  decideAlerts: ["decideAlert"],
  searchArchive: ["searchMessages", "readConversation"],
  seeCustomers: ["listCustomers", "getCustomer", "readTimeline"],
  manageCustomers: ["changeCustomer", "mergeCustomers", "unmergeCustomers"],
  seeTags: ["listTags", "getCustomerTags"],
  seeTagWishes: ["listTagWishes"],
  tagCustomers: ["tagCustomer"],
  manageTags: ["createTags", "changeTag", "removeTag"],
  seeOwnership: ["getOwnership"],
  orderOwnership: ["changeOwnerships"],
  checkDuplicates: ["checkDuplicates", "listDisputes", "openDispute"],
  decideDisputes: ["decideDispute"],
  seeSegments: ["listSegments", "countCustomers", "searchCustomers"],
  seeGrading: ["listGradeRules"],
  manageGrading: ["changeGradeRules", "previewGradeRules", "changeCustomerFields"],
  seePools: ["listPools", "listPoolCustomers"],
  managePools: ["createPool", "changePool"],
  writeNotes: ["listNotes", "writeNote", "changeNote"],
  editScripts: ["createScript", "changeScript", "createScriptFolder", "putScriptFile"],
  seeActivity: ["getActivity", "listUnanswered"],
  seeLeads: ["listLeads", "countLeads"],
  importLeads: ["stageLeads", "previewLeads", "importLeads", "getLeadImport"],
  seeHandovers: ["listHandovers", "getHandover", "listHandoverItems"],
  handOver: ["previewHandover", "beginHandover", "retryHandoverItem", "cancelHandover"],
  seeCoverage: ["getCoverage", "listCoverageGaps", "listConsents"],
  seeBindings: ["getBindings"],
  seeStatus: ["getStatus"],
  verifyEvidence: ["startVerify"],
  seeParked: ["listParked"],
  seeIntercepts: ["listIntercepts"],
  readParked: ["readParked"],
  retryParked: ["retryParked"],
  seeRules: ["listRules"],
  seeVersions: ["listPackVersions", "getPackVersion", "getPackFiles"],
  editRules: ["createPackDraft", "savePackFiles", "validatePack", "tryPack"],
  backtestRules: ["listBacktests", "startBacktest", "getBacktest"],
  lookBack: ["startLookBack"],
  proposeExceptions: ["proposeException"],
  draftExceptions: ["draftException"],
  seeDevices: ["listDevices", "listPushSources"],
  manageDevices: ["inviteDevice", "inviteDeviceAgain", "replaceDevice", "revokeDevice"],
  manageSources: ["createPushSource", "renewSourceToken", "updatePushSource"],
  manageUsers: ["listUsers", "createUser", "updateUser"],
  readAudit: ["listAudit"],
  followEvents: ["streamEvents"],
  readOriginals: ["getOriginal"],
  exportPackets: ["createEvidencePacket"],
} as const satisfies Record<string, readonly Permission[]>;

export type Policy = keyof typeof policies;

export function can(me: Pick<Me, "permissions">, policy: Policy): boolean {
  return policies[policy].every((operation) => me.permissions.includes(operation));
}
