import type {
  Allocation,
  AllocationRule,
  AllocationRuleSettings,
  AllocationWaitingList,
  CalendarDay,
} from "@/lib/api/types";
import { person } from "./builders/people";
import { type Handler, json, problem, type Routes } from "./mockAnswers";

/** Allocation in the invented company. */
export interface AllocationWorld {
  rules: AllocationRule[];
  calendar: CalendarDay[];
  waiting: AllocationWaitingList;
  decisions: Allocation[];
  /** Why customers were taken off the list. */
  reasons: string[];
  /** The query of the last list of decisions. */
  asked: string;
  /** Customers that the rules were last told to give. */
  offered: string[];
}

const at = "2026-03-01T02:00:00.000Z";

const standing = (id: string, name: string, change: Partial<AllocationRule["standing"][number]> = {}) => ({
  source: person().source,
  id,
  name,
  weight: 1,
  known: true,
  active: true,
  owned: 12,
  today: 3,
  ...change,
});

export function allocationRule(change: Partial<AllocationRule> = {}): AllocationRule {
  return {
    id: "1",
    name: "浙江客户",
    enabled: true,
    line: "",
    version: 1,
    conditions: { regions: ["浙江"], grades: ["A", "B"] },
    takers: [
      { source: person().source, id: "zhang.wei", weight: 3 },
      { source: person().source, id: "qian.gone" },
    ],
    departments: [],
    department_owned_limit: 0,
    department_per_day: 0,
    method: "weighted",
    hours: { weekdays: [1, 2], from: 540, to: 1080 },
    outside_hours: "wait",
    time_out_minutes: 30,
    max_moves: 2,
    fallback_pool: "7",
    standing: [
      standing("zhang.wei", "张伟", { weight: 3 }),
      standing("qian.gone", "钱离", { active: false }),
    ],
    ...change,
  };
}

export function allocation(change: Partial<Allocation> = {}): Allocation {
  return {
    id: "5",
    at,
    customer: { id: "1", name: "陈女士" },
    line: "",
    act: "given",
    state: "done",
    code: null,
    rule: { id: "1", version: 1, name: "浙江客户" },
    taker: person(),
    pool: null,
    moved_from: null,
    moves: 0,
    entry: "10",
    origin: "lead",
    lead: "900",
    user_name: "",
    why: {
      passed: [{ id: "2", version: 1, name: "上海客户", misfit: "regions" }],
      method: "weighted",
      takers: [
        {
          source: person().source,
          id: "zhang.wei",
          name: "张伟",
          verdict: "chosen",
          weight: 3,
          owned: 11,
          owned_limit: 0,
          today: 2,
          per_day: 0,
        },
      ],
      others: { full: 4 },
    },
    time_out: { state: "running", due_at: at },
    ...change,
  };
}

export function allocationWorld(): AllocationWorld {
  return {
    rules: [allocationRule()],
    calendar: [],
    waiting: {
      items: [
        {
          customer: { id: "1", name: "陈女士" },
          line: "",
          since: at,
          origin: "lead",
          reason: "nobody_free",
          rule: "1",
          next_at: at,
        },
      ],
      counts: [{ reason: "nobody_free", customers: 1 }],
    },
    decisions: [allocation()],
    reasons: [],
    asked: "",
    offered: [],
  };
}

const whole = (body: AllocationRuleSettings, id: string, version: number): AllocationRule =>
  allocationRule({ ...body, id, version, standing: [] } as Partial<AllocationRule>);

const create: Handler = async ({ world, request }) => {
  const body = (await request.json()) as AllocationRuleSettings;
  if (world.allocation.rules.some((one) => one.name === body.name))
    return problem(409, "allocation.name_taken");
  const made = whole(body, String(world.nextId++), 1);
  world.allocation.rules.push(made);
  return json(made, 201);
};

const change: Handler = async ({ world, request, args }) => {
  const at = world.allocation.rules.findIndex((one) => one.id === args[0]);
  const old = world.allocation.rules[at];
  if (!old) return problem(404, "allocation.not_found");
  if (request.headers.get("If-Match") !== `"v${old.version}"`) return problem(409, "allocation.changed");
  const body = (await request.json()) as AllocationRuleSettings;
  world.allocation.rules[at] = whole(body, old.id, old.version + 1);
  return json(world.allocation.rules[at]);
};

const order: Handler = async ({ world, request }) => {
  const { rules } = (await request.json()) as { rules: string[] };
  world.allocation.rules = rules.map((id) => world.allocation.rules.find((one) => one.id === id)!);
  return new Response(null, { status: 204 });
};

const setCalendar: Handler = async ({ world, request }) => {
  world.allocation.calendar = ((await request.json()) as { items: CalendarDay[] }).items;
  return new Response(null, { status: 204 });
};

const takeOff: Handler = async ({ world, request }) => {
  const { customers, reason } = (await request.json()) as { customers: string[]; reason: string };
  const { waiting } = world.allocation;
  const left = waiting.items.filter((one) => !customers.includes(one.customer.id));
  const taken_off = waiting.items.length - left.length;
  world.allocation.waiting = { items: left, counts: [] };
  world.allocation.reasons.push(reason);
  return json({ taken_off });
};

const list: Handler = ({ world, query }) => {
  const act = query.get("act");
  const rule = query.get("rule");
  world.allocation.asked = query.toString();
  const items = world.allocation.decisions.filter(
    (one) => (!act || one.act === act) && (!rule || one.rule?.id === rule),
  );
  return json({ items, next_cursor: null });
};

const allocate: Handler = async ({ world, request }) => {
  const { customers, preview } = (await request.json()) as { customers: string[]; preview?: boolean };
  if (!preview) {
    world.allocation.offered = customers;
    return json({ queued: customers.length, items: [] }, 202);
  }
  const [decision] = world.allocation.decisions;
  const items = customers.map((id) => ({
    customer: { id, name: "陈女士" },
    taker: { source: person().source, id: "zhang.wei" },
    reason: null,
    rule: decision?.rule ?? null,
    why: decision?.why ?? {},
  }));
  return json({ queued: 0, items });
};

export const allocationRoutes: Routes = [
  ["GET", /^\/allocation\/rules$/, ({ world }) => json({ items: world.allocation.rules })],
  ["POST", /^\/allocation\/rules$/, create],
  ["PUT", /^\/allocation\/rules\/(\d+)$/, change],
  ["PUT", /^\/allocation\/order$/, order],
  ["GET", /^\/allocation\/calendar$/, ({ world }) => json({ items: world.allocation.calendar })],
  ["PUT", /^\/allocation\/calendar$/, setCalendar],
  ["GET", /^\/allocation\/waiting$/, ({ world }) => json(world.allocation.waiting)],
  ["POST", /^\/allocation\/waiting\/take-off$/, takeOff],
  ["GET", /^\/allocations$/, list],
  ["POST", /^\/allocations$/, allocate],
  [
    "GET",
    /^\/customers\/(\d+)\/allocations$/,
    ({ world, args }) =>
      json({
        items: world.allocation.decisions.filter((one) => one.customer.id === args[0]),
        next_cursor: null,
      }),
  ],
];
