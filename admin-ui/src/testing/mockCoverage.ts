import type { Consent, ConsentState, Coverage, CoverageGap, StaffCoverage } from "@/lib/api/types";
import { customer, person, source } from "./builders";
import { type Handler, json, problem } from "./mockAnswers";

export interface CoverageWorld {
  coverage: Coverage;
  gaps: Record<string, CoverageGap[]>;
  consents: Consent[];
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
      gaps: { no_seat: 2, customer_no_seat: 6, disagreed: 1, never_said: 0 },
      asking: [
        { source, asked_at: "2026-03-01T02:00:00.000Z", answered: 24, problem: null, problem_detail: null },
      ],
      phones_expected: [],
    },
    gaps: {
      no_seat: [gap({ count: 6 }), gap({ employee: person({ id: "sun.hao", name: "孙浩" }), count: 2 })],
      customer_no_seat: [gap({ item: "wm-0001", label: "王女士", customer_id: "1" })],
      disagreed: [gap({ employee: person(), count: 1 })],
    },
    consents: [consent("王女士", "agree"), consent("赵先生", "disagree"), consent("刘小姐", "default")],
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

export const coverageRoutes: [string, RegExp, Handler][] = [
  ["GET", /^\/coverage$/, ({ world }) => json(world.coverage.coverage)],
  [
    "GET",
    /^\/coverage\/gaps\/([a-z_]+)$/,
    ({ world, args }) => json({ items: world.coverage.gaps[args[0]!] ?? [], next_cursor: null }),
  ],
  ["GET", /^\/coverage\/consents$/, listConsents],
  ["GET", /^\/bindings$/, bindings],
];
