import type {
  AlertDetail,
  AlertState,
  AuditEntry,
  DayReport,
  Decision,
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
  Severity,
  User,
} from "@/lib/api/types";
import { alertDetail } from "./builders/alerts";
import { device, pushSource } from "./builders/devices";
import { keptCheckpoint, manifest } from "./builders/evidence";
import { lead } from "./builders/leads";
import { conversationId, message } from "./builders/messages";
import { customer, person } from "./builders/people";
import { systemStatus } from "./builders/status";
import { user } from "./builders/users";
import { type AllocationWorld, allocationWorld } from "./mockAllocation";
import { type CoverageWorld, coverageWorld } from "./mockCoverage";
import { type CustomerWorld, customerWorld } from "./mockCustomers";
import { dayReport } from "./mockDayReports";
import { type DisputeWorld, disputeWorld } from "./mockDisputes";
import { type HandoverWorld, handoverWorld } from "./mockHandovers";
import { orderWorld } from "./mockOrders";
import { type PoolWorld, poolWorld } from "./mockPools";
import { type ScriptWorld, scriptWorld } from "./mockScripts";
import { type SegmentWorld, segmentWorld } from "./mockSegments";
import { type TagWorld, tagWorld } from "./mockTags";
import { type PackWorld, packWorld } from "./packWorld";

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

interface Case {
  category: string;
  severity: Severity;
  title: { zh: string; en: string };
  parts: [string, string, string];
  folded?: string;
}

const cases: Case[] = [
  {
    category: "private_payment",
    severity: "critical",
    title: { zh: "要求转账到个人账户", en: "Asks for a transfer to a private account" },
    parts: ["货款您直接", "微信转我个人", "就行，公司走账太慢"],
  },
  {
    category: "divert_contact",
    severity: "high",
    title: { zh: "引导添加私人微信", en: "Leads the customer to a private account" },
    parts: ["这个号不常看，", "加我V❤️：zw8866", "，我给您留了名额"],
    folded: "加我vx zw8866",
  },
  {
    category: "private_deal",
    severity: "high",
    title: { zh: "绕开公司成交", en: "Deals past the company" },
    parts: ["不走公司合同的话，", "我私下给您做", "，能便宜两个点"],
  },
  {
    category: "guaranteed_return",
    severity: "high",
    title: { zh: "承诺保本收益", en: "Promises a guaranteed return" },
    parts: ["这款产品", "保本保息，稳赚不赔", "，年化百分之六"],
  },
  {
    category: "kickback",
    severity: "high",
    title: { zh: "索要或承诺回扣", en: "Kickback" },
    parts: ["这单成了", "给您返三个点", "，单独打给您"],
  },
  {
    category: "abuse",
    severity: "medium",
    title: { zh: "辱骂客户", en: "Abuses a customer" },
    parts: ["爱买不买，", "你是不是听不懂人话", ""],
  },
  {
    category: "data_leak",
    severity: "critical",
    title: { zh: "外发客户名单", en: "Sends out customer lists" },
    parts: ["我把上个季度的", "客户名单导出来发你", "，别说是我给的"],
  },
  {
    category: "sensitive_info",
    severity: "medium",
    title: { zh: "发送身份证号", en: "Sends an identity number" },
    parts: ["身份证号码是", "310101********1234", "，帮我登记下"],
  },
  {
    category: "evade_monitoring",
    severity: "low",
    title: { zh: "提示换渠道沟通", en: "Suggests another channel" },
    parts: ["这里有存档，", "咱们换个软件聊", ""],
  },
  {
    category: "delete_contact_intent",
    severity: "medium",
    title: { zh: "要求删除聊天记录", en: "Asks to delete the chat" },
    parts: ["看完", "把聊天记录删了", "，别留着"],
  },
];

const small = [
  "好的，我看一下合同",
  "价格还能再谈吗？",
  "下周二下午方便，您来公司还是我过去？",
  "发票抬头麻烦发我一下",
  "收到，谢谢",
  "这批货什么时候能到上海仓？",
  "预计后天到，到了我第一时间通知您。",
  "嗯嗯",
  "请问有现货吗",
  "有的，今天下单明天发货。",
];

const picture =
  "data:image/svg+xml;utf8," +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" width="240" height="150"><rect width="240" height="150" fill="#dbe4f0"/><circle cx="60" cy="60" r="22" fill="#f5c86b"/><path d="M0 150l80-70 50 40 40-30 70 60z" fill="#7fa487"/></svg>',
  );

/** Messages of unusual types, so that every card can be looked at. */
function curiosities(
  conversation: string,
  staff: Person,
  other: Person,
  at: (minute: number) => string,
): Partial<Message>[] {
  return [
    {
      type: "image",
      from: other,
      role: "customer",
      segments: [],
      media: [
        { position: 0, kind: "image", name: "", size: 48_211, duration_s: 0, state: "stored", url: picture },
      ],
    },
    {
      type: "voice",
      from: other,
      role: "customer",
      segments: [],
      media: [
        {
          position: 0,
          kind: "voice",
          name: "",
          size: 9_120,
          duration_s: 14,
          state: "stored",
          url: "/api/v1/messages/1/media/0",
        },
      ],
    },
    {
      type: "file",
      segments: [],
      detail: { filename: "报价单.xlsx" },
      media: [
        {
          position: 0,
          kind: "file",
          name: "报价单.xlsx",
          size: 184_320,
          duration_s: 0,
          state: "pending",
          url: null,
        },
      ],
    },
    {
      type: "link",
      segments: [],
      detail: {
        title: "春季新品手册",
        description: "三十款新品，含尺寸与起订量",
        link_url: "https://example.com/spring",
      },
    },
    {
      type: "location",
      from: other,
      role: "customer",
      segments: [],
      detail: { title: "临江仓库", address: "江苏省示例市示例路 18 号", latitude: 31.2, longitude: 121.4 },
    },
    {
      type: "external_redpacket",
      segments: [],
      detail: { type: 1, wish: "恭喜发财", totalcnt: 1, totalamount: 8800 },
    },
    { type: "card", segments: [], detail: { corpname: "微信联系人", userid: "wm-0042" } },
    {
      type: "mixed",
      segments: [],
      detail: {
        item: [
          { type: "text", content: '{"content":"两个颜色都在这里"}' },
          { type: "image", content: "{}" },
        ],
      },
    },
    {
      type: "chatrecord",
      segments: [],
      detail: {
        title: "群聊的聊天记录",
        item: [
          { type: "ChatRecordText", msgtime: 1772323200, content: '{"content":"明天十点开会"}' },
          { type: "ChatRecordFile", content: '{"filename":"会议纪要.docx"}' },
        ],
      },
    },
    { type: "voiptext", segments: [], detail: { callduration: 185, invitetype: 2 } },
    {
      from: other,
      role: "customer",
      segments: [{ t: "就按这个价吧" }],
      quote: { speaker: staff.name, text: "三百套以上可以给到九五折。" },
    },
    { segments: [{ t: "刚才那个折扣先别和别人说" }], recalled_at: at(200), alert_ids: [] },
  ].map((change) => ({ conversation_id: conversation, ...change }) as Partial<Message>);
}

function talk(n: number, base: number, world: World, found: Case, staff: Person, other: Person): void {
  const conversation = conversationId(n + 1);
  const at = (minute: number) => new Date(base + minute * 60_000).toISOString();
  const say = (minute: number, change: Partial<Message>): Message => {
    const id = String(world.nextId++);
    return message({
      id,
      seq: id,
      key: `m-${id}`,
      conversation_id: conversation,
      from: staff,
      role: "rep",
      sent_at: at(minute),
      ...change,
    });
  };
  const items: Message[] = [];
  for (let i = 0; i < 24; i++) {
    const fromCustomer = i % 3 === 0;
    items.push(
      say(i * (i % 7 === 6 ? 2 : 1) - 1500, {
        from: fromCustomer ? other : staff,
        role: fromCustomer ? "customer" : "rep",
        segments: [{ t: small[(n + i) % small.length]! }],
      }),
    );
  }
  if (n === 0)
    for (const [i, odd] of curiosities(conversation, staff, other, at).entries())
      items.push(say(-60 + i * 4, odd));
  const ruleId = `0f6c6a0e-1111-4222-8333-${String(cases.indexOf(found)).padStart(12, "0")}`;
  const segments = [{ t: found.parts[0] }, { t: found.parts[1], m: [ruleId] }, { t: found.parts[2] }].filter(
    (s) => s.t,
  );
  const hit = say(0, { segments });
  items.push(hit);
  items.push(say(2, { from: other, role: "customer", segments: [{ t: "啊？这样合适吗" }] }));
  items.push(say(3, { segments: [{ t: "放心，老客户都这样" }] }));
  items.sort((a, b) => a.sent_at.localeCompare(b.sent_at));
  const alertId = String(world.nextId++);
  hit.alert_ids = [alertId];
  world.conversations.set(conversation, items);
  const index = items.indexOf(hit);
  world.alerts.push(
    alertDetail({
      id: alertId,
      category: found.category,
      severity: found.severity,
      rules: [{ rule_id: ruleId, title: found.title }],
      snippet: segments,
      message: {
        id: hit.id,
        conversation_id: conversation,
        type: hit.type,
        sent_at: hit.sent_at,
        role: "rep",
      },
      employee: staff,
      counterpart: other,
      conversation_title: `${staff.name} · ${other.name}`,
      conversation: {
        id: conversation,
        title: `${staff.name} · ${other.name}`,
        kind: "single",
        people: [staff, other],
      },
      created_at: hit.sent_at,
      context: {
        items: items.slice(Math.max(0, index - 5), index + 6),
        more_before: index > 5,
        more_after: index + 6 < items.length,
      },
      findings: [
        {
          rule_id: ruleId,
          rule_version: "3",
          title: found.title,
          category: found.category,
          severity: found.severity,
          matched: [found.parts[1]],
          folded: found.folded ?? null,
        },
      ],
    }),
  );
}

export function addConversation(world: World, n: number, base: number): AlertDetail {
  const employees = world.people.employees;
  const staff = employees[n % employees.length]!;
  const other = world.people.customers[(n * 5) % world.people.customers.length]!;
  talk(n, base, world, cases[(n * 7) % cases.length]!, staff, other);
  return world.alerts.at(-1)!;
}

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
    leads: [
      lead({
        id: "901",
        key: "crm-901",
        name: "李先生",
        state: "duplicate",
        matches: [{ kind: "lead", id: "900", name: "李测试", by: "phone", value: "8613900001111" }],
      }),
      lead(),
    ],
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
    rules: cases.map((found, i) => ({
      id: `0f6c6a0e-1111-4222-8333-${String(i).padStart(12, "0")}`,
      version: "3",
      title: found.title,
      description: { zh: `识别“${found.parts[1]}”一类的说法`, en: "Finds wordings of this kind" },
      category: found.category,
      severity: found.severity,
      status: i % 4 === 3 ? "experimental" : "stable",
      actions: ["alert"],
      file: "rules/payment.yaml",
      line: 1,
      hits_week: (i * 37) % 90,
      decided: i * 5,
      false_positives: i,
      false_positive_rate: i === 0 ? null : 0.2,
    })),
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

export function decision(
  world: World,
  from: AlertState,
  to: AlertState,
  who: User,
  note: string,
  undo: boolean,
): Decision {
  return {
    id: String(world.nextId++),
    from,
    to,
    user_id: who.id,
    user_name: who.display_name,
    at: new Date().toISOString(),
    note,
    undo,
  };
}
