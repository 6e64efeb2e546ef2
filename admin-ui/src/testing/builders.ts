import type {
  AlertDetail,
  AlertSummary,
  Customer,
  Device,
  KeptCheckpoint,
  Lead,
  Manifest,
  Me,
  Message,
  Note,
  Permission,
  Person,
  PushSource,
  SystemStatus,
  TimelineEntry,
  User,
} from "@/lib/api/types";

/** Invented people and messages. Each builder gives a whole value; the argument says what matters to the test. */

const source = "wecom:ww0000000000000001";

export const conversationId = (n: number) => n.toString(16).padStart(32, "0");

export function person(change: Partial<Person> = {}): Person {
  return { source, kind: "staff", id: "zhang.wei", name: "张伟", department: "华东一部", ...change };
}

export const customer = (change: Partial<Person> = {}) =>
  person({ kind: "external", id: "wm-0001", name: "陈女士", department: "", ...change });

export function message(change: Partial<Message> = {}): Message {
  return {
    id: "1000",
    conversation_id: conversationId(1),
    source,
    seq: "1000",
    key: "m-1000",
    sent_at: "2026-03-01T02:00:00.000Z",
    channel: "chat",
    action: "send",
    type: "text",
    conversation_kind: "single",
    role: "rep",
    from: person(),
    segments: [{ t: "您好，请问有什么可以帮您？" }],
    matches: [],
    quote: null,
    detail: {},
    media: [],
    recalled_at: null,
    alert_ids: [],
    ...change,
  };
}

export function alert(change: Partial<AlertSummary> = {}): AlertSummary {
  return {
    id: "500",
    version: 1,
    state: "new",
    category: "private_payment",
    severity: "high",
    rules: [
      {
        rule_id: "0f6c6a0e-1111-4222-8333-000000000001",
        title: { zh: "要求转账到个人账户", en: "Asks for a transfer to a private account" },
      },
    ],
    snippet: [
      { t: "货款您直接" },
      { t: "微信转我", m: ["0f6c6a0e-1111-4222-8333-000000000001"] },
      { t: "就行" },
    ],
    message: {
      id: "1000",
      conversation_id: conversationId(1),
      type: "text",
      sent_at: "2026-03-01T02:00:00.000Z",
      role: "rep",
    },
    employee: person(),
    counterpart: customer(),
    conversation_title: "张伟 · 陈女士",
    created_at: "2026-03-01T02:00:01.000Z",
    decided_by: null,
    decided_at: null,
    note: "",
    ...change,
  };
}

export function alertDetail(change: Partial<AlertDetail> = {}): AlertDetail {
  const summary = alert(change);
  return {
    ...summary,
    findings: summary.rules.map((rule) => ({
      rule_id: rule.rule_id,
      rule_version: "1",
      title: rule.title,
      category: summary.category,
      severity: summary.severity,
      matched: summary.snippet.filter((segment) => segment.m).map((segment) => segment.t),
      folded: null,
    })),
    conversation: {
      id: summary.message.conversation_id,
      title: summary.conversation_title,
      kind: "single",
      people: [person(), customer()],
    },
    context: {
      items: [message({ id: summary.message.id, segments: summary.snippet })],
      more_before: false,
      more_after: false,
    },
    history: [],
    ...change,
  };
}

const everyone: Permission[] = [
  "getSession",
  "deleteSession",
  "setPreferences",
  "changePassword",
  "listNotes",
  "writeNote",
  "changeNote",
  "listFollowUps",
  "listScriptFolders",
  "listScripts",
  "getScript",
  "getScriptFile",
  "countScriptUse",
  "getOwnership",
  "changeOwnership",
  "listReturning",
  "listPools",
  "checkDuplicates",
  "openDispute",
  "listDisputes",
  "getDispute",
  "withdrawDispute",
  "listPoolCustomers",
];

const scriptEditor: Permission[] = [
  "createScriptFolder",
  "changeScriptFolder",
  "removeScriptFolder",
  "createScript",
  "changeScript",
  "putScriptFile",
  "removeScriptFile",
];

const studio: Permission[] = [
  "listPackVersions",
  "createPackDraft",
  "getPackVersion",
  "deletePackDraft",
  "getPackFiles",
  "savePackFiles",
  "validatePack",
  "tryPack",
  "diffPackVersions",
  "movePackVersion",
  "listJudgements",
  "listBacktests",
  "startBacktest",
  "getBacktest",
  "listBacktestSamples",
  "cancelBacktest",
  "startLookBack",
];

export const permissionsOf: Record<Me["user"]["role"], Permission[]> = {
  administrator: [
    ...everyone,
    "changeOwnerships",
    "decideDispute",
    "createPool",
    "changePool",
    ...scriptEditor,
    "listAlerts",
    "getAlertCounts",
    "getAlert",
    "decideAlert",
    "searchMessages",
    "countFacets",
    "listSearches",
    "saveSearch",
    "deleteSearch",
    "findSimilar",
    "getOriginal",
    "getMedia",
    "getConversation",
    "readConversation",
    "listDepartments",
    "findEmployees",
    "findCustomers",
    "listCustomers",
    "findCustomer",
    "getCustomer",
    "readTimeline",
    "listCategories",
    "changeCustomer",
    "mergeCustomers",
    "unmergeCustomers",
    "listRules",
    "listDevices",
    "inviteDevice",
    "inviteDeviceAgain",
    "revokeDevice",
    "listPushSources",
    "createPushSource",
    "renewSourceToken",
    "updatePushSource",
    "getStatus",
    "getActivity",
    "getActivitySheet",
    "listUnanswered",
    "listLeads",
    "countLeads",
    "stageLeads",
    "previewLeads",
    "importLeads",
    "getLeadImport",
    "previewHandover",
    "beginHandover",
    "listHandovers",
    "getHandover",
    "listHandoverItems",
    "retryHandoverItem",
    "cancelHandover",
    "listParked",
    "listIntercepts",
    "readParked",
    "retryParked",
    "startVerify",
    "getCheckpoint",
    "createEvidencePacket",
    "streamEvents",
    "listUsers",
    "createUser",
    "updateUser",
    "listAudit",
    ...studio,
    "proposeException",
    "draftException",
  ],
  compliance_officer: [
    ...everyone,
    "changeOwnerships",
    "decideDispute",
    ...scriptEditor,
    "listAlerts",
    "getAlertCounts",
    "getAlert",
    "decideAlert",
    "searchMessages",
    "countFacets",
    "listSearches",
    "saveSearch",
    "deleteSearch",
    "findSimilar",
    "getOriginal",
    "getMedia",
    "getConversation",
    "readConversation",
    "listDepartments",
    "findEmployees",
    "findCustomers",
    "listCustomers",
    "findCustomer",
    "getCustomer",
    "readTimeline",
    "listCategories",
    "changeCustomer",
    "mergeCustomers",
    "unmergeCustomers",
    "listRules",
    "listDevices",
    "listPushSources",
    "getStatus",
    "getActivity",
    "getActivitySheet",
    "listUnanswered",
    "listLeads",
    "countLeads",
    "listHandovers",
    "getHandover",
    "listHandoverItems",
    "listParked",
    "listIntercepts",
    "readParked",
    "startVerify",
    "getCheckpoint",
    "createEvidencePacket",
    "streamEvents",
    "listAudit",
  ],
  rep: [
    ...everyone,
    "listAlerts",
    "getAlertCounts",
    "getAlert",
    "searchMessages",
    "countFacets",
    "listSearches",
    "saveSearch",
    "deleteSearch",
    "findSimilar",
    "getMedia",
    "getConversation",
    "readConversation",
    "listDepartments",
    "findEmployees",
    "findCustomers",
    "listCustomers",
    "findCustomer",
    "getCustomer",
    "readTimeline",
    "getActivity",
    "getActivitySheet",
    "listUnanswered",
    "listCategories",
    "streamEvents",
  ],
};

export function me(change: Partial<Me["user"]> = {}): Me {
  const role = change.role ?? "administrator";
  return {
    user: {
      id: "1",
      login: "admin",
      display_name: "李娜",
      role,
      locale: "zh-CN",
      must_change_password: false,
      ...change,
    },
    permissions: permissionsOf[role],
    server: { version: "0.1.0", demo: true, archive_id: "custos.example/archive" },
  };
}

export function device(change: Partial<Device> = {}): Device {
  return {
    id: "d".repeat(32),
    source: "phone:ww0000000000000001",
    employee_source: source,
    employee_id: "user.0",
    label: "七号机",
    state: "enrolled",
    model: "Model X",
    app_version: "1.0",
    created_at: "2026-03-01T01:00:00.000Z",
    enrolled_at: "2026-03-01T01:10:00.000Z",
    last_seen_at: "2026-03-02T08:00:00.000Z",
    silent: false,
    skew_ms: 120,
    last_seq: 40,
    records: 40,
    pending: 0,
    gaps: [],
    ...change,
  };
}

export function lead(change: Partial<Lead> = {}): Lead {
  return {
    id: "900",
    intake: "lead:shop",
    key: "crm-900",
    at: "2026-03-02T08:00:00.000Z",
    state: "new",
    name: "李测试",
    phones: ["8613900001111"],
    unread_phones: [],
    customer_id: null,
    emails: [],
    wechat: "",
    unionid: "",
    company: "例子公司",
    source: "官网",
    channel: "",
    campaign: "",
    region: "上海",
    interest: "企业版",
    note: "",
    fields: {},
    matches: [],
    ...change,
  };
}

export function pushSource(change: Partial<PushSource> = {}): PushSource {
  return {
    source: "ingest:chat",
    kind: "ingest",
    title: "客服聊天",
    directory: source,
    token_prefix: "cussrc_Ab3d",
    enabled: true,
    created_at: "2026-03-01T01:00:00.000Z",
    last_seen_at: null,
    ...change,
  };
}

export function user(change: Partial<User> = {}): User {
  return {
    id: "1",
    login: "admin",
    display_name: "李娜",
    role: "administrator",
    disabled: false,
    must_change_password: false,
    scope: { kind: "all", departments: [], employees: [] },
    created_at: "2026-03-01T01:00:00.000Z",
    ...change,
  };
}

export function systemStatus(change: Partial<SystemStatus> = {}): SystemStatus {
  return {
    callbacks: [],
    channels: [],
    sources: [
      {
        source,
        kind: "wecom",
        state: "running",
        problem: null,
        problem_detail: null,
        lag_seconds: 3,
        last_success_at: "2026-03-01T02:00:00.000Z",
        last_message_at: "2026-03-01T01:59:58.000Z",
        caught_up_at: "2026-03-01T02:00:00.000Z",
        cursor_seq: "88231",
        messages: 88_231,
        parked: 0,
        gap_count: 0,
        gaps: [],
        helper_restarts: 0,
        lag_alarm: false,
      },
    ],
    pipeline: {
      queue_depth: 12,
      queue_capacity: 256,
      committed_messages: 88_231,
      duplicates: 40,
      messages_per_s: 41.7,
    },
    media: { pending: 3 },
    evidence: {
      archive_id: "custos.example/archive",
      tree_size: 91_402,
      checkpoint: {
        size: 91_380,
        root: "q2VhcmNoIG5vdGhpbmcgaGVyZSwgdGhpcyBpcyBmYWtl",
        at: "2026-03-01T01:59:50.000Z",
        note: "custos.example/archive\n91380\nq2VhcmNoIG5vdGhpbmcgaGVyZSwgdGhpcyBpcyBmYWtl\n\n— custos.example/archive AAAAAGZha2Ugc2lnbmF0dXJl\n",
      },
      verify: { state: "never", started_at: null, finished_at: null, checked_leaves: 0, faults: [] },
    },
    search: {
      checked_leaves: 91_000,
      messages: 88_000,
      missing: 0,
      sampled: 4_400,
      unfindable: 0,
      coverage: 1,
      finished_at: "2026-03-01T01:30:00.000Z",
    },
    database: { mode: "embedded", size_bytes: 187_400_192, schema_version: 4 },
    server: { version: "0.1.0", started_at: "2026-03-01T00:00:00.000Z", uptime_s: 7200 },
    ...change,
  };
}

export function keptCheckpoint(change: Partial<KeptCheckpoint> = {}): KeptCheckpoint {
  return {
    size: 91_380,
    root: "q2VhcmNoIG5vdGhpbmcgaGVyZSwgdGhpcyBpcyBmYWtl",
    at: "2026-03-01T01:59:50.000Z",
    note: "custos.example/archive\n91380\nroot\n",
    witnesses: ["witness.example/w1"],
    timestamps: [{ authority: "https://tsa.example/", at: "2026-03-01T01:59:51.000Z" }],
    ...change,
  };
}

export function manifest(change: Partial<Manifest> = {}): Manifest {
  return {
    leaf: "90001",
    source: "wecom:example",
    day: "2026-02-28",
    zone: "+08:00",
    until: "2026-02-28T16:00:00.000Z",
    first: "81000",
    end: "90001",
    records: 8990,
    messages: 8800,
    missing: 3,
    late: 0,
    parked: 1,
    made_at: "2026-02-28T16:05:00.000Z",
    note: "custos/manifest/1\n",
    ...change,
  };
}

/** A customer's record; his name is that of `customer()`. */
export function record(change: Partial<Customer> = {}): Customer {
  return {
    id: "1",
    name: "陈女士",
    corp_name: "",
    avatar: "",
    grade: "",
    stage: "",
    phones: ["8613900001111"],
    employees: [person()],
    tags: ["重点客户"],
    last_at: "2026-03-01T02:00:00.000Z",
    version: 1,
    name_from: "contact",
    own_name: "",
    fields: {},
    created_at: "2026-02-01T02:00:00.000Z",
    messages: 6,
    first_at: "2026-02-01T02:00:00.000Z",
    identities: [
      {
        kind: "contact",
        source,
        value: "wm-0001",
        reason: "contact",
        confidence: 100,
        learned_from: source,
        since: "2026-02-01T02:00:00.000Z",
      },
      {
        kind: "phone",
        source: null,
        value: "8613900001111",
        reason: "noted",
        confidence: 90,
        learned_from: source,
        since: "2026-02-01T02:00:00.000Z",
      },
    ],
    relations: [
      {
        employee: person(),
        contact: "wm-0001",
        remark: "陈女士-订车",
        tags: ["重点客户"],
        add_way: 1,
        added_at: "2026-02-01T02:00:00.000Z",
        state: "deleted_by_employee",
        changed_at: "2026-03-01T02:00:00.000Z",
        restored: false,
        history: [
          {
            id: "1",
            at: "2026-02-01T02:00:00.000Z",
            kind: "added",
            employee: person(),
            message_id: null,
            user_name: null,
            detail: { add_way: 1 },
          },
          {
            id: "2",
            at: "2026-03-01T02:00:00.000Z",
            kind: "deleted_by_employee",
            employee: person(),
            message_id: "1004",
            user_name: null,
            detail: {},
          },
        ],
      },
    ],
    hidden_relations: 0,
    merges: [],
    alike: [],
    ...change,
  };
}

export function timelineEntry(change: Partial<TimelineEntry> = {}): TimelineEntry {
  return {
    kind: "chat",
    at: "2026-03-01T02:00:00.000Z",
    message: message(),
    alert: null,
    decision: null,
    change: null,
    note: null,
    ...change,
  };
}

export function note(change: Partial<Note> = {}): Note {
  return {
    id: "1",
    customer_id: "1",
    writer_id: "3",
    writer_name: "张伟",
    at: "2026-03-01T02:00:00.000Z",
    version: 1,
    changed_at: "2026-03-01T02:00:00.000Z",
    changed_by: "张伟",
    kind: "note",
    text: "想要样册",
    next_step: null,
    past: [],
    ...change,
  };
}
