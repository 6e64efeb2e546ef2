import type {
  AlertDetail,
  AuditEntry,
  DayReport,
  Device,
  Intercepts,
  KeptCheckpoint,
  Lead,
  Manifest,
  Message,
  Note,
  Order,
  Parked,
  Person,
  PushSource,
  Rule,
  SavedSearch,
  User,
} from "@/lib/api/types";
import { device, pushSource } from "./builders/devices";
import { keptCheckpoint, manifest } from "./builders/evidence";
import { customer, person } from "./builders/people";
import { systemStatus } from "./builders/status";
import { user } from "./builders/users";
import { type AllocationWorld, allocationWorld } from "./mockAllocation";
import { type CoverageWorld, coverageWorld } from "./mockCoverage";
import { type CustomerWorld, customerWorld } from "./mockCustomers";
import { dayReport } from "./mockDayReports";
import { type DisputeWorld, disputeWorld } from "./mockDisputes";
import { type HandoverWorld, handoverWorld } from "./mockHandovers";
import { leadWorld } from "./mockLeads";
import { orderWorld } from "./mockOrders";
import { type PoolWorld, poolWorld } from "./mockPools";
import { ruleWorld } from "./mockRules";
import { type ScriptWorld, scriptWorld } from "./mockScripts";
import { type SegmentWorld, segmentWorld } from "./mockSegments";
import { type TagWorld, tagWorld } from "./mockTags";
import { type PackWorld, packWorld } from "./packWorld";
import { addConversation } from "./talk";

/** A small invented company held in memory: what the mock API serves. */
export interface World {
  signedIn: string | undefined;
  passwords: Map<string, string>;
  users: User[];
  devices: Device[];
  pushSources: PushSource[];
  leads: Lead[];
  orders: Order[];
  notes: Note[];
  dayReports: DayReport[];
  scripts: ScriptWorld;
  handovers: HandoverWorld;
  coverage: CoverageWorld;
  alerts: AlertDetail[];
  conversations: Map<string, Message[]>;
  people: { employees: Person[]; customers: Person[] };
  rules: Rule[];
  searches: SavedSearch[];
  audit: AuditEntry[];
  status: ReturnType<typeof systemStatus>;
  checkpoints: KeptCheckpoint[];
  manifests: Manifest[];
  parked: Parked[];
  intercepts: Intercepts[];
  listeners: Set<(event: string, data: object) => void>;
  nextId: number;
  packs: PackWorld;
  customers: CustomerWorld;
  ownership: PoolWorld;
  disputing: DisputeWorld;
  tags: TagWorld;
  segments: SegmentWorld;
  allocation: AllocationWorld;
}

const given = [
  "张伟",
  "李敏",
  "王芳",
  "刘洋",
  "陈静",
  "杨帆",
  "赵磊",
  "黄婷",
  "周杰",
  "吴昊",
  "徐丽",
  "孙强",
];
const departments = ["华东一部", "华东二部", "华南部", "大客户部"];
const customers = [
  "陈女士",
  "林先生",
  "宏达商贸-王总",
  "小雨",
  "阳光幼儿园 赵老师",
  "何先生",
  "A-Lex",
  "吴小姐",
];

export function makeWorld({
  conversations = 12,
  now = Date.now(),
}: {
  conversations?: number;
  now?: number;
} = {}): World {
  const world: World = {
    signedIn: undefined,
    passwords: new Map([
      ["admin", "one-time-pass"],
      ["officer", "officer-pass"],
      ["rep", "rep-password"],
    ]),
    devices: [device()],
    pushSources: [pushSource()],
    notes: [],
    dayReports: [dayReport()],
    scripts: scriptWorld(),
    handovers: { list: [], items: new Map() },
    coverage: coverageWorld(),
    orders: orderWorld(),
    leads: leadWorld(),
    users: [
      user({ must_change_password: true }),
      user({ id: "2", login: "officer", display_name: "周宁", role: "compliance_officer" }),
      user({
        id: "3",
        login: "rep",
        display_name: "张伟",
        role: "rep",
        scope: { kind: "own", departments: [], employees: [{ source: person().source, id: "user.0" }] },
      }),
    ],
    alerts: [],
    conversations: new Map(),
    people: {
      employees: given.map((name, i) =>
        person({ id: `user.${i}`, name, department: departments[i % departments.length]! }),
      ),
      customers: customers.map((name, i) => customer({ id: `wm-${String(i).padStart(4, "0")}`, name })),
    },
    rules: ruleWorld(),
    audit: [],
    checkpoints: [keptCheckpoint()],
    manifests: [manifest()],
    parked: [],
    intercepts: [],
    status: systemStatus(),
    searches: [],
    listeners: new Set(),
    nextId: 1000,
    packs: packWorld(),
    customers: customerWorld(),
    ownership: poolWorld(),
    disputing: disputeWorld(),
    tags: tagWorld(),
    segments: segmentWorld(),
    allocation: allocationWorld(),
  };
  for (let n = 0; n < conversations; n++) addConversation(world, n, now - (n + 1) * 11 * 60_000);
  world.handovers = handoverWorld(world.people.employees);
  return world;
}
