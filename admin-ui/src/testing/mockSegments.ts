import type {
  CustomerField,
  CustomerSegment,
  CustomerSegmentInput,
  GradePreview,
  GradeRuleInput,
  GradeRules,
} from "@/lib/api/types";
import { type Handler, json, problem, type Routes } from "./mockAnswers";
import type { World } from "./world";

/** Segments, rules that grade, and own fields of the invented company. */
export interface SegmentWorld {
  list: CustomerSegment[];
  /** How many customers any condition holds for; null: counting takes too long. */
  count: number | null;
  rules: GradeRules["items"];
  rulesVersion: number;
  preview: GradePreview;
  held: GradeRules["state"]["held"];
  /** Names of rules in a circle: they are refused. */
  circle: string;
  fields: CustomerField[];
  fieldsVersion: number;
}

const at = "2026-03-02T03:00:00.000Z";

export function segmentWorld(): SegmentWorld {
  return {
    list: [
      {
        id: "1",
        name: "沉睡的 A 类",
        shared: true,
        own: false,
        owner: "周宁",
        condition: {
          all: [
            { on: "grade", op: "in", value: ["A"] },
            { on: "contact", op: "at_least", value: 30 },
          ],
        },
        version: 1,
        changed_at: at,
      },
    ],
    count: 12,
    rules: [],
    rulesVersion: 0,
    preview: {
      customers: 2,
      looked_at: 2,
      moves: [{ target: "grade", source: null, from: "", to: "A", customers: 1, examples: ["1"] }],
    },
    held: [],
    circle: "",
    fields: [
      {
        key: "amount",
        label_zh: "成交金额",
        label_en: "Amount",
        type: "number",
        choices: [],
        for_reps: true,
      },
    ],
    fieldsVersion: 1,
  };
}

const rulesOf = ({ segments }: World): GradeRules => ({
  version: segments.rulesVersion,
  items: segments.rules,
  changed_at: at,
  changed_by: "周宁",
  state: {
    rules: segments.rulesVersion,
    running: false,
    begun_at: at,
    ended_at: at,
    due: 0,
    held: segments.held,
  },
});

const fieldsOf = ({ segments }: World) => ({
  version: segments.fieldsVersion,
  items: segments.fields,
  changed_at: at,
  changed_by: "周宁",
});

const create: Handler = async ({ world, request, who }) => {
  const body = (await request.json()) as CustomerSegmentInput;
  const made: CustomerSegment = {
    ...body,
    id: String(world.nextId++),
    shared: body.shared ?? false,
    own: true,
    owner: who.display_name,
    version: 1,
    changed_at: at,
  };
  world.segments.list.push(made);
  return json(made, 201);
};

const change: Handler = async ({ world, request, args }) => {
  const found = world.segments.list.find((one) => one.id === args[0]);
  if (!found) return problem(404, "segment.not_found");
  if (request.headers.get("If-Match") !== `"v${found.version}"`) return problem(409, "segment.changed");
  Object.assign(found, await request.json(), { version: found.version + 1 });
  return json(found);
};

const setRules: Handler = async ({ world, request }) => {
  const { items } = (await request.json()) as { items: GradeRuleInput[] };
  if (world.segments.circle) {
    return problem(400, "grading.tag_circle", { rules: world.segments.circle });
  }
  world.segments.rulesVersion += 1;
  world.segments.rules = items.map((rule, place) => ({
    ...rule,
    id: rule.id ?? String(place + 1),
    source: rule.source ?? null,
    active: rule.active ?? true,
    version: 1,
  }));
  return json(rulesOf(world));
};

const suggested: GradeRules["items"] = [
  {
    id: null,
    target: "grade",
    source: null,
    value: "A",
    name: "金额大",
    condition: { on: "field", key: "amount", op: "at_least", value: 100000 },
    active: false,
    version: 0,
  },
];

const suggestedByOrders: GradeRules["items"] = [
  {
    id: null,
    target: "stage",
    source: null,
    value: "活跃",
    name: "90 天内成交过",
    condition: { on: "last_order", op: "at_most", value: 90 },
    active: false,
    version: 0,
  },
];

const setFields: Handler = async ({ world, request }) => {
  const { items } = (await request.json()) as { items: CustomerField[] };
  world.segments.fieldsVersion += 1;
  world.segments.fields = items;
  return json(fieldsOf(world));
};

export const segmentRoutes: Routes = [
  ["GET", /^\/segments$/, ({ world }) => json({ items: world.segments.list })],
  ["POST", /^\/segments$/, create],
  ["POST", /^\/segments\/count$/, ({ world }) => json({ customers: world.segments.count })],
  ["PUT", /^\/segments\/(\d+)$/, change],
  [
    "DELETE",
    /^\/segments\/(\d+)$/,
    ({ world, args }) => {
      world.segments.list = world.segments.list.filter((one) => one.id !== args[0]);
      return new Response(null, { status: 204 });
    },
  ],
  ["GET", /^\/grade-rules$/, ({ world }) => json(rulesOf(world))],
  ["PUT", /^\/grade-rules$/, setRules],
  ["POST", /^\/grade-rules\/preview$/, ({ world }) => json(world.segments.preview)],
  [
    "GET",
    /^\/grade-rules\/suggested$/,
    ({ query }) => json({ items: query.get("by") === "orders" ? suggestedByOrders : suggested }),
  ],
  ["GET", /^\/customer-fields$/, ({ world }) => json(fieldsOf(world))],
  ["PUT", /^\/customer-fields$/, setFields],
];
