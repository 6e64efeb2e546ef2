import type { Customer, CustomerChange, CustomerMerge, TimelineEntry } from "@/lib/api/types";
import { record, timelineEntry } from "./builders/customers";
import { message } from "./builders/messages";
import { note } from "./builders/notes";
import { order } from "./builders/orders";
import { person } from "./builders/people";
import { type Handler, json, problem, type Routes } from "./mockAnswers";
import type { World } from "./world";

/** Customers of the invented company with what happened with them. */
export interface CustomerWorld {
  records: Customer[];
  timelines: Map<string, TimelineEntry[]>;
}

const at = (minute: number) => `2026-03-01T02:${String(minute).padStart(2, "0")}:00.000Z`;

/** One entry of each kind, oldest first. */
function story(): TimelineEntry[] {
  const said = (minute: number, change: Parameters<typeof message>[0]) =>
    message({ id: String(1000 + minute), sent_at: at(minute), ...change });
  return [
    timelineEntry({ at: at(0), message: said(0, { segments: [{ t: "聊天里的话" }] }) }),
    timelineEntry({
      kind: "sms",
      at: at(1),
      message: said(1, { channel: "sms", type: "sms", segments: [{ t: "短信里的话" }] }),
    }),
    timelineEntry({
      kind: "call",
      at: at(2),
      message: said(2, {
        channel: "call",
        type: "call",
        segments: [],
        detail: { direction: "outbound", number: "13900001111", duration_s: 61, disposition: "ANSWERED" },
      }),
    }),
    timelineEntry({
      kind: "event",
      at: at(3),
      message: said(3, { channel: "event", type: "del_external_contact", segments: [] }),
    }),
    timelineEntry({
      kind: "alert",
      at: at(3),
      message: null,
      alert: {
        id: "500",
        message_id: "1003",
        conversation_id: message().conversation_id,
        severity: "high",
        state: "violation",
        category: "contact_event",
        rules: [],
        employee: person(),
      },
    }),
    timelineEntry({
      kind: "decision",
      at: at(4),
      message: null,
      decision: {
        id: "501",
        alert_id: "500",
        from: "new",
        to: "violation",
        user_id: "2",
        user_name: "赵合规",
        at: at(4),
        note: "已谈话",
        undo: false,
      },
    }),
    timelineEntry({
      kind: "change",
      at: "2026-03-02T02:00:00.000Z",
      message: null,
      change: {
        id: "3",
        at: "2026-03-02T02:00:00.000Z",
        kind: "remarked",
        employee: person(),
        message_id: null,
        user_name: null,
        detail: { from: "陈女士", to: "陈女士-订车" },
      },
    }),
    timelineEntry({
      kind: "note",
      at: "2026-03-02T03:00:00.000Z",
      message: null,
      note: note({ kind: "call", text: "电话里问了报价" }),
    }),
    timelineEntry({
      kind: "order",
      at: "2026-03-02T04:00:00.000Z",
      message: null,
      order: order({ id: "701", past: [order({}, { status: "open" }).now] }, { version: 2 }),
    }),
  ];
}

export function customerWorld(): CustomerWorld {
  const other = record({
    id: "2",
    phones: [],
    tags: [],
    merges: [],
    relations: [],
    employees: [person({ id: "li.min", name: "李敏" })],
  });
  return {
    records: [record({ alike: [other] }), other],
    timelines: new Map([["1", story()]]),
  };
}

function find(world: World, id: string | undefined): Customer | undefined {
  return world.customers.records.find((one) => one.id === id);
}

const list: Handler = ({ world, query }) => {
  const q = query.get("q") ?? "";
  const tag = query.get("tag");
  const owner = query.get("owner_id");
  const serves = (id: string) =>
    world.ownership.ledgers.get(id)?.items.some((one) => one.owner?.id === owner) ?? false;
  const items = world.customers.records
    .filter((one) => one.name.includes(q) || one.phones.some((phone) => phone.endsWith(q)))
    .filter((one) => !tag || one.tags.includes(tag))
    .filter((one) => !owner || serves(one.id));
  return json({ items, next_cursor: null });
};

const timeline: Handler = ({ world, query, args }) => {
  const kinds = query.get("kind")?.split(",");
  const items = (world.customers.timelines.get(args[0]!) ?? []).filter(
    (entry) =>
      (!kinds || kinds.includes(entry.kind)) &&
      (query.get("has_media") !== "true" || (entry.message?.media.length ?? 0) > 0),
  );
  if (query.get("order") !== "oldest") items.reverse();
  const limit = Number(query.get("limit") ?? 50);
  const start = Number(query.get("cursor") ?? 0);
  const next = start + limit < items.length ? String(start + limit) : null;
  return json({ items: items.slice(start, start + limit), next_cursor: next });
};

const change: Handler = async ({ world, request, args }) => {
  const found = find(world, args[0]);
  if (!found) return problem(404, "customer.not_found");
  if (request.headers.get("If-Match") !== `"v${found.version}"`) return problem(409, "customer.changed");
  const body = (await request.json()) as CustomerChange;
  const from = (member: "grade" | "stage") => {
    if (body[member] === null) return null;
    return body[member] === undefined ? found[`${member}_from`] : "person";
  };
  Object.assign(found, {
    version: found.version + 1,
    own_name: body.name ?? found.own_name,
    name: body.name || found.name,
    grade: body.grade ?? found.grade,
    stage: body.stage ?? found.stage,
    grade_from: from("grade"),
    stage_from: from("stage"),
    fields: body.fields ?? found.fields,
  });
  return json(found);
};

const merge: Handler = async ({ world, request, args, who }) => {
  const kept = find(world, args[0]);
  const body = (await request.json()) as { other: string; reason: string };
  const gone = find(world, body.other);
  if (!kept || !gone) return problem(404, "customer.not_found");
  const made: CustomerMerge = {
    id: String(world.nextId++),
    kept: kept.id,
    gone: gone.id,
    at: at(30),
    user_name: who.display_name,
    reason: body.reason,
    undone_at: null,
    undone_by: null,
    undo_reason: null,
  };
  kept.merges = [made, ...kept.merges];
  kept.alike = kept.alike.filter((one) => one.id !== gone.id);
  world.customers.records = world.customers.records.filter((one) => one !== gone);
  return json(made, 201);
};

const unmerge: Handler = async ({ world, request, args, who }) => {
  const merges = world.customers.records.flatMap((one) => one.merges);
  const found = merges.find((one) => one.id === args[0]);
  if (!found) return problem(404, "merge.not_found");
  found.undone_at = at(40);
  found.undone_by = who.display_name;
  found.undo_reason = ((await request.json()) as { reason: string }).reason;
  return json(found);
};

export const customerRoutes: Routes = [
  ["GET", /^\/customers$/, list],
  [
    "GET",
    /^\/customers\/lookup$/,
    ({ world, query }) => {
      const found = world.customers.records.find((one) =>
        one.identities.some((identity) => identity.value === query.get("id")),
      );
      return found ? json({ id: found.id }) : problem(404, "customer.not_found");
    },
  ],
  [
    "GET",
    /^\/customers\/(\d+)$/,
    ({ world, args }) => {
      const found = find(world, args[0]);
      return found ? json(found) : problem(404, "customer.not_found");
    },
  ],
  ["PATCH", /^\/customers\/(\d+)$/, change],
  ["GET", /^\/customers\/(\d+)\/timeline$/, timeline],
  ["POST", /^\/customers\/(\d+)\/merges$/, merge],
  ["POST", /^\/customer-merges\/(\d+)\/undo$/, unmerge],
];
