import type {
  CustomerOwnership,
  Ownership,
  OwnershipEntry,
  OwnershipManyOrder,
  OwnershipOrder,
  Person,
  PublicPool,
  PublicPoolSettings,
  ReturningCustomer,
  User,
} from "@/lib/api/types";
import { person } from "./builders/people";
import { type Handler, json, problem, type Routes } from "./mockAnswers";
import type { World } from "./world";

/** Pools, and who serves whom, of the invented company. */
export interface PoolWorld {
  pools: PublicPool[];
  /** By customer. */
  ledgers: Map<string, CustomerOwnership>;
  returning: ReturningCustomer[];
  /** The code that every claim is refused with. */
  refuseClaims: string | null;
}

const at = "2026-03-01T02:00:00.000Z";

export function publicPool(change: Partial<PublicPool> = {}): PublicPool {
  return {
    id: "7",
    name: "华东公海",
    line: "",
    departments: [{ source: person().source, id: "2" }],
    claims_per_day: 5,
    held_limit: 0,
    cool_off_days: 30,
    returns: { idle_days: 60, no_deal_days: 0, warn_days: 7, grades: ["A"], deal_stages: [] },
    open: true,
    version: 1,
    customers: 0,
    ...change,
  };
}

export function ownership(change: Partial<Ownership> = {}): Ownership {
  return {
    customer: "1",
    line: "",
    entry: "10",
    owner: null,
    serving: null,
    shared: [],
    pool: null,
    since: at,
    lent_until: null,
    frozen: false,
    frozen_until: null,
    ...change,
  };
}

export function ownershipEntry(change: Partial<OwnershipEntry> = {}): OwnershipEntry {
  return {
    entry: "10",
    line: "",
    act: "assign",
    at,
    employee: null,
    owner: null,
    pool: null,
    until: null,
    user_name: "周宁",
    cause: "person",
    reason: null,
    ...change,
  };
}

export function poolWorld(): PoolWorld {
  return { pools: [publicPool()], ledgers: new Map(), returning: [], refuseClaims: null };
}

function ledgerOf(world: World, customer: string): CustomerOwnership {
  const found = world.ownership.ledgers.get(customer) ?? { items: [], history: [] };
  world.ownership.ledgers.set(customer, found);
  return found;
}

/** What a customer's line becomes by an order, or why not. */
function ordered(world: World, state: Ownership, order: OwnershipOrder): Ownership | string {
  const to: Person | undefined = world.people.employees.find((one) => one.id === order.employee?.id);
  const pool = world.ownership.pools.find((one) => one.id === order.pool);
  if (state.frozen && order.action !== "unfreeze") return "ownership.frozen";
  switch (order.action) {
    case "claim":
      if (!state.pool) return "ownership.not_in_pool";
      if (world.ownership.refuseClaims) return world.ownership.refuseClaims;
      return to ? { ...state, owner: to, serving: to, pool: null } : "ownership.invalid";
    case "assign":
      return to ? { ...state, owner: to, serving: to, pool: null } : "employee.not_found";
    case "return":
      if (!pool) return "pool.not_found";
      return { ...state, owner: null, serving: null, shared: [], pool: { id: pool.id, name: pool.name } };
    case "share":
      if (!state.owner) return "ownership.not_owned";
      return to ? { ...state, shared: [...state.shared, to] } : "employee.not_found";
    case "unshare":
      return { ...state, shared: state.shared.filter((one) => one.id !== order.employee?.id) };
    case "lend":
      if (!state.owner) return "ownership.not_owned";
      return to && order.until ? { ...state, serving: to, lent_until: order.until } : "ownership.invalid";
    case "end_lending":
      return { ...state, serving: state.owner, lent_until: null };
    case "freeze":
      return { ...state, frozen: true, frozen_until: order.until ?? null };
    case "unfreeze":
      return { ...state, frozen: false, frozen_until: null };
  }
}

/** Carries an order out; the code of the refusal, or nothing. */
export function carryOut(world: World, customer: string, order: OwnershipOrder, who: string): string | null {
  const ledger = ledgerOf(world, customer);
  const line = order.line ?? "";
  const old = ledger.items.find((one) => one.line === line);
  if (order.seen !== undefined && order.seen !== (old?.entry ?? "none")) return "ownership.changed";
  const next = ordered(world, old ?? ownership({ customer, line }), order);
  if (typeof next === "string") return next;
  const entry = String(world.nextId++);
  ledger.items = [...ledger.items.filter((one) => one !== old), { ...next, entry }];
  ledger.history = [
    ...ledger.history,
    ownershipEntry({
      entry,
      line,
      act: order.action,
      employee: world.people.employees.find((one) => one.id === order.employee?.id) ?? null,
      owner: next.owner,
      pool: next.pool,
      until: order.until ?? null,
      user_name: who,
      reason: order.reason ?? null,
    }),
  ];
  return null;
}

/** A rep orders for himself only. */
function mayOrder(world: World, who: User, customer: string, order: OwnershipOrder): boolean {
  if (who.role !== "rep") return true;
  const own = who.scope.employees.map((one) => one.id);
  if (order.action === "claim") return own.includes(order.employee?.id ?? "");
  return (
    order.action === "return" &&
    ledgerOf(world, customer).items.some((one) => own.includes(one.owner?.id ?? ""))
  );
}

const change: Handler = async ({ world, request, args, who }) => {
  const customer = args[0]!;
  const order = (await request.json()) as OwnershipOrder;
  if (!mayOrder(world, who, customer, order)) return problem(403, "ownership.not_allowed");
  const refused = carryOut(world, customer, order, who.display_name);
  return refused ? problem(409, refused) : json(ledgerOf(world, customer));
};

const changeMany: Handler = async ({ world, request, who }) => {
  const { orders } = (await request.json()) as { orders: OwnershipManyOrder[] };
  const items = orders.map((order) => ({
    customer: order.customer,
    entry: "0",
    problem: carryOut(world, order.customer, order, who.display_name),
  }));
  return json({ items });
};

const inPool = (world: World, pool: string) =>
  world.customers.records.flatMap((customer) => {
    const state = ledgerOf(world, customer.id).items.find((one) => one.pool?.id === pool);
    return state ? [{ customer, entry: state.entry, since: state.since ?? at }] : [];
  });

const listPools: Handler = ({ world }) =>
  json({
    items: world.ownership.pools.map((pool) => ({ ...pool, customers: inPool(world, pool.id).length })),
  });

const createPool: Handler = async ({ world, request }) => {
  const body = (await request.json()) as PublicPoolSettings;
  if (world.ownership.pools.some((one) => one.name === body.name)) return problem(409, "pool.name_taken");
  const made = publicPool({ ...body, id: String(world.nextId++) });
  world.ownership.pools.push(made);
  return json(made, 201);
};

const changePool: Handler = async ({ world, request, args }) => {
  const found = world.ownership.pools.find((one) => one.id === args[0]);
  if (!found) return problem(404, "pool.not_found");
  if (request.headers.get("If-Match") !== `"v${found.version}"`) return problem(409, "pool.changed");
  Object.assign(found, await request.json(), { version: found.version + 1 });
  return json(found);
};

export const poolRoutes: Routes = [
  ["GET", /^\/customers\/(\d+)\/ownership$/, ({ world, args }) => json(ledgerOf(world, args[0]!))],
  ["POST", /^\/customers\/(\d+)\/ownership$/, change],
  ["POST", /^\/ownership$/, changeMany],
  ["GET", /^\/ownership\/returning$/, ({ world }) => json({ items: world.ownership.returning })],
  ["GET", /^\/pools$/, listPools],
  ["POST", /^\/pools$/, createPool],
  ["PUT", /^\/pools\/(\d+)$/, changePool],
  [
    "GET",
    /^\/pools\/(\d+)\/customers$/,
    ({ world, args }) => json({ items: inPool(world, args[0]!), next_cursor: null }),
  ],
];
