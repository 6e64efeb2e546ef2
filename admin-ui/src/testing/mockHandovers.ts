import type {
  Handover,
  HandoverCounts,
  HandoverDetail,
  HandoverItem,
  HandoverItemState,
  HandoverWish,
  Person,
} from "@/lib/api/types";
import { type Handler, json, problem, type Routes } from "./mockAnswers";
import type { World } from "./world";

export interface HandoverWorld {
  list: Handover[];
  items: Map<string, HandoverItem[]>;
}

const none: HandoverCounts = {
  planned: 0,
  asked: 0,
  waiting: 0,
  done: 0,
  refused: 0,
  taker_full: 0,
  failed: 0,
  given_up: 0,
};

export function countsOf(items: readonly HandoverItem[]): HandoverCounts {
  const counts = { ...none };
  for (const item of items) counts[item.state] += 1;
  return counts;
}

const at = "2026-03-02T03:00:00.000Z";

export function handoverItem(
  n: number,
  name: string,
  taker: Person,
  state: HandoverItemState,
  change: Partial<HandoverItem> = {},
): HandoverItem {
  return {
    n,
    kind: "customer",
    id: `wm-${n}`,
    name,
    customer: String(n),
    taker,
    state,
    code: "",
    advice: "none",
    attempts: 1,
    asked_at: at,
    due_at: null,
    changed_at: at,
    ...change,
  };
}

export function handover(
  id: string,
  giver: Person,
  state: Handover["state"],
  change: Partial<Handover> = {},
): Handover {
  return {
    id,
    source: giver.source,
    giver,
    resigned: true,
    left_at: at,
    state,
    user_name: state === "proposed" ? "" : "系统管理员",
    created_at: at,
    ended_at: null,
    next_at: null,
    problem: "",
    unassigned: 0,
    counts: none,
    ...change,
  };
}

/** Somebody left and waits for a decision; another one's customers are on their way. */
export function handoverWorld(employees: readonly Person[]): HandoverWorld {
  const [giver, leaver, first, second] = employees as [Person, Person, Person, Person];
  const items = [
    handoverItem(1, "王女士", first, "done"),
    handoverItem(2, "陈先生", first, "waiting", { due_at: "2026-03-03T03:00:00.000Z" }),
    handoverItem(3, "刘小姐", second, "refused", { code: "handover.refused", advice: "other_taker" }),
    handoverItem(4, "赵先生", second, "failed", { code: "handover.no_relation", advice: "never" }),
    handoverItem(5, "老客户群", second, "done", { kind: "group", customer: null }),
  ];
  return {
    list: [
      handover("32", leaver, "proposed", { unassigned: 41 }),
      handover("31", giver, "running", { counts: countsOf(items) }),
    ],
    items: new Map([["31", items]]),
  };
}

function detailOf(world: World, one: Handover): HandoverDetail {
  const items = world.handovers.items.get(one.id) ?? [];
  const takers = [...new Map(items.map((item) => [item.taker.id, item.taker])).values()];
  return {
    ...one,
    counts: countsOf(items),
    message: "",
    rule: { by: "load" },
    takers: takers.map((taker) => ({
      taker,
      counts: countsOf(items.filter((item) => item.taker.id === taker.id)),
    })),
  };
}

const personOf = (world: World, id: string) => world.people.employees.find((one) => one.id === id)!;

function planOf(world: World, wish: HandoverWish) {
  const names = ["王女士", "陈先生", "刘小姐", "赵先生"];
  const items = names.map((name, i) => {
    const id = `wm-${i}`;
    const reason = i === 3 ? ("too_often" as const) : ("" as const);
    const change = wish.changes?.[id];
    const taker = reason ? "" : (change ?? wish.takers[i % wish.takers.length]!.id);
    return {
      kind: "customer" as const,
      id,
      name,
      grade: i === 0 ? "A" : "",
      tags: [],
      members: 0,
      taker,
      reason: reason || (taker === "" ? ("left_out" as const) : ("" as const)),
    };
  });
  const shown = (id: string) => ({
    person: personOf(world, id),
    active: true,
    archived: true,
    has: 12,
    left_at: null,
  });
  const movable = items.filter((item) => item.taker !== "").length;
  return {
    giver: shown(wish.giver),
    resigned: true,
    movable,
    left: items.length - movable,
    items,
    takers: wish.takers.map(({ id }) => ({
      ...shown(id),
      customers: items.filter((item) => item.taker === id).length,
      groups: 0,
    })),
  };
}

const wishOf = async (request: Request) => (await request.json()) as HandoverWish;

const begin: Handler = async ({ world, request }) => {
  const wish = await wishOf(request);
  const one = handover(String(world.nextId++), personOf(world, wish.giver), "running");
  const items = planOf(world, wish)
    .items.filter((item) => item.taker !== "")
    .map((item, i) => handoverItem(i + 1, item.name, personOf(world, item.taker), "planned"));
  world.handovers.list = [one, ...world.handovers.list.filter((old) => old.giver.id !== wish.giver)];
  world.handovers.items.set(one.id, items);
  return json(detailOf(world, one), 201);
};

const retry: Handler = async ({ world, request, args }) => {
  const item = world.handovers.items.get(args[0]!)?.find((one) => String(one.n) === args[1]);
  if (!item) return problem(404, "handover.not_found");
  const { taker } = (await request.json()) as { taker?: string };
  Object.assign(item, {
    state: "planned",
    code: "",
    advice: "none",
    ...(taker && { taker: personOf(world, taker) }),
  });
  return json(item);
};

export const handoverRoutes: Routes = [
  ["GET", /^\/handovers$/, ({ world }) => json({ items: world.handovers.list, next_cursor: null })],
  ["POST", /^\/handovers$/, begin],
  [
    "POST",
    /^\/handovers\/preview$/,
    async ({ world, request }) => json(planOf(world, await wishOf(request))),
  ],
  [
    "GET",
    /^\/handovers\/(\d+)$/,
    ({ world, args }) => {
      const one = world.handovers.list.find(({ id }) => id === args[0]);
      return one ? json(detailOf(world, one)) : problem(404, "handover.not_found");
    },
  ],
  [
    "GET",
    /^\/handovers\/(\d+)\/items$/,
    ({ world, args, query }) => {
      const items = (world.handovers.items.get(args[0]!) ?? []).filter(
        (item) =>
          (!query.get("state") || item.state === query.get("state")) &&
          (!query.get("taker") || item.taker.id === query.get("taker")),
      );
      return json({ items, next_cursor: null });
    },
  ],
  ["POST", /^\/handovers\/(\d+)\/items\/(\d+)\/retry$/, retry],
  [
    "POST",
    /^\/handovers\/(\d+)\/cancel$/,
    ({ world, args }) => {
      const one = world.handovers.list.find(({ id }) => id === args[0])!;
      one.state = "cancelled";
      return json(detailOf(world, one));
    },
  ],
];
