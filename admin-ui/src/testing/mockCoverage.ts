import type {
  Consent,
  ConsentState,
  Coverage,
  CoverageGap,
  Staff,
  StaffAccount,
  StaffCoverage,
  StaffProposal,
} from "@/lib/api/types";
import { customer, person, source } from "./builders/people";
import { type Handler, json, problem, type Routes } from "./mockAnswers";
import type { World } from "./world";

export interface CoverageWorld {
  coverage: Coverage;
  gaps: Record<string, CoverageGap[]>;
  consents: Consent[];
  proposals: StaffProposal[];
  joined: StaffProposal | undefined;
  history: Staff["history"];
}

const part = (change: Partial<StaffCoverage>): StaffCoverage => ({
  source,
  department_id: null,
  name: "",
  employees: 10,
  seats: 8,
  customers: 30,
  covered: 24,
  consents: { agree: 20, default: 3, unknown: 0, disagree: 1 },
  ...change,
});

const consent = (name: string, state: ConsentState): Consent => ({
  kind: "pair",
  employee: person(),
  group_id: null,
  group_name: "",
  customer: customer({ id: `wm-${name}`, name }),
  customer_id: "1",
  state,
  changed_at: state === "unknown" ? null : "2026-02-02T02:00:00.000Z",
  asked_at: "2026-03-01T02:00:00.000Z",
  code: state === "unknown" ? "wecom.errcode_301061" : null,
});

const gap = (change: Partial<CoverageGap>): CoverageGap => ({
  employee: person({ id: "li.na", name: "李娜" }),
  item: null,
  label: "",
  customer_id: null,
  count: 0,
  since: null,
  ...change,
});

export function coverageWorld(): CoverageWorld {
  return {
    coverage: {
      items: [
        part({}),
        part({ department_id: "2", name: "销售部", employees: 6, seats: 6 }),
        part({
          department_id: "3",
          name: "客服部",
          seats: 2,
          employees: 4,
          covered: 0,
          consents: { agree: 0, default: 0, unknown: 0, disagree: 0 },
        }),
      ],
      gaps: { no_seat: 2, customer_no_seat: 6, disagreed: 1, never_said: 0, unbound_number: 1 },
      asking: [
        { source, asked_at: "2026-03-01T02:00:00.000Z", answered: 24, problem: null, problem_detail: null },
      ],
      phones_expected: [],
    },
    gaps: {
      no_seat: [gap({ count: 6 }), gap({ employee: person({ id: "sun.hao", name: "孙浩" }), count: 2 })],
      customer_no_seat: [gap({ item: "wm-0001", label: "王女士", customer_id: "1" })],
      disagreed: [gap({ employee: person(), count: 1 })],
      unbound_number: [gap({ item: "8005", label: "main", count: 12, since: "2026-03-01T02:00:00.000Z" })],
    },
    consents: [consent("王女士", "agree"), consent("赵先生", "disagree"), consent("刘小姐", "default")],
    proposals: [],
    joined: undefined,
    history: [],
  };
}

const listConsents: Handler = ({ world, query }) => {
  const { consents } = world.coverage;
  const state = query.get("state");
  const kind = query.get("kind") ?? "pair";
  const items = consents.filter((one) => one.kind === kind && (!state || one.state === state));
  return json({ items, next_cursor: null });
};

const bindings: Handler = ({ world, query }) => {
  const who = world.people.employees.find((one) => one.id === query.get("employee_id"));
  if (!who) return problem(404, "employee.not_found");
  return json({
    employee: who,
    active: true,
    archived: false,
    customers: 6,
    devices: world.devices.filter((one) => one.employee_id === who.id),
    numbers: [
      {
        exchange: "",
        number: "8613900001111",
        origin: "person",
        since: "2026-03-01T02:00:00.000Z",
        until: null,
      },
      {
        exchange: "pbx",
        number: "801",
        origin: "person",
        since: "2026-01-01T02:00:00.000Z",
        until: "2026-03-01T02:00:00.000Z",
      },
    ],
  });
};

const accountsOf = (world: World, id: string | null): StaffAccount[] => {
  const { joined } = world.coverage;
  if (joined && id === joined.account.employee.id) return [joined.account, joined.other];
  const own = world.people.employees.find((one) => one.id === id);
  return own ? [{ employee: own, active: true, archived: true, customers: 6, since: null }] : [];
};

const staff: Handler = ({ world, query }) => {
  const accounts = accountsOf(world, query.get("employee_id"));
  if (accounts.length === 0) return problem(404, "employee.not_found");
  return json({ accounts, history: world.coverage.history });
};

const decideStaff: Handler = async ({ world, request, args, who }) => {
  const body = (await request.json()) as Record<string, string>;
  const found = world.coverage.proposals.find((one) => one.account.employee.id === body.employee_id);
  const { joined } = world.coverage;
  const pair = found ?? joined;
  if (!pair) return problem(404, "employee.not_found");
  if (args[0] === "parts" && !joined) return problem(409, "staff.not_joined");
  world.coverage.joined = args[0] === "joins" ? pair : undefined;
  world.coverage.proposals = world.coverage.proposals.filter((one) => one !== found);
  world.coverage.history.unshift({
    at: "2026-03-01T02:00:00.000Z",
    act: args[0] === "joins" ? "joined" : args[0] === "parts" ? "parted" : "refused",
    account: pair.account.employee,
    other: pair.other.employee,
    reason: body.reason ?? "",
    user_name: who.display_name,
  });
  return json({ accounts: accountsOf(world, body.employee_id ?? ""), history: world.coverage.history });
};

const bindNumbers: Handler = async ({ world, request }) => {
  const { items } = (await request.json()) as { items: { number: string }[] };
  const kept = (world.coverage.gaps.unbound_number ?? []).filter(
    (one) => !items.some((item) => item.number === one.item),
  );
  world.coverage.gaps.unbound_number = kept;
  world.coverage.coverage.gaps.unbound_number = kept.length;
  return new Response(null, { status: 204 });
};

export const coverageRoutes: Routes = [
  ["GET", /^\/coverage$/, ({ world }) => json(world.coverage.coverage)],
  [
    "GET",
    /^\/coverage\/gaps\/([a-z_]+)$/,
    ({ world, args }) => json({ items: world.coverage.gaps[args[0]!] ?? [], next_cursor: null }),
  ],
  ["GET", /^\/coverage\/consents$/, listConsents],
  ["GET", /^\/bindings$/, bindings],
  ["GET", /^\/staff$/, staff],
  ["GET", /^\/staff\/proposals$/, ({ world }) => json({ items: world.coverage.proposals })],
  ["POST", /^\/staff\/(joins|parts|refusals)$/, decideStaff],
  ["PUT", /^\/numbers$/, bindNumbers],
];
