import type { AlertDetail, AlertState, Message, Parked, ParkedCount, Segment, User } from "@/lib/api/types";
import { device, me, pushSource } from "./builders";
import { activityRoutes } from "./mockActivity";
import { allocationRoutes } from "./mockAllocation";
import { type Handler, json, problem, summary } from "./mockAnswers";
import { coverageRoutes } from "./mockCoverage";
import { customerRoutes } from "./mockCustomers";
import { dayReportRoutes } from "./mockDayReports";
import { disputeRoutes } from "./mockDisputes";
import { handoverRoutes } from "./mockHandovers";
import { leadRoutes } from "./mockLeads";
import { noteRoutes } from "./mockNotes";
import { orderRoutes } from "./mockOrders";
import { poolRoutes } from "./mockPools";
import { scriptRoutes } from "./mockScripts";
import { segmentRoutes } from "./mockSegments";
import { studioRoutes } from "./mockStudio";
import { tagRoutes } from "./mockTags";
import { decision, type World } from "./world";

/** Answers like the server's API from a world in memory: for stories in vitest and for `npm run mock`. */
export function mockApi(world: World): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url);
    const path = url.pathname.replace(/^\/api\/v1/, "");
    for (const [method, pattern, handler] of routes) {
      const match = method === request.method && pattern.exec(path);
      if (!match) continue;
      if (method !== "GET" && request.headers.get("X-Custos-CSRF") !== "1") return problem(403, "auth.csrf");
      const who = world.users.find((one) => one.login === world.signedIn);
      if (!who && path !== "/session") return problem(401, "auth.required");
      if (who?.role === "rep" && notForReps.test(path)) return problem(403, "auth.forbidden");
      return handler({ world, request, query: url.searchParams, args: match.slice(1), who: who as User });
    }
    return problem(404, "request.not_found");
  };
}

const notForReps =
  /^\/(status|parked|intercepts|leads|orders|handovers|coverage|bindings|staff|allocation\/|allocations$|devices|push-sources|users|audit|rules$|rules\/(versions|backtests)|evidence|alerts\/\d+\/decisions)/;

/** A QR code of four squares: nobody scans it. */
function invitation(id: string) {
  return {
    device_id: id,
    url: "https://custos.example.com",
    code: "cusinv_mock-code",
    expires_at: "2026-03-03T08:00:00.000Z",
    qr: { size: 29, path: "M4,4h1v1h-1zM5,5h1v1h-1zM6,4h1v1h-1zM7,7h1v1h-1z" },
  };
}

const inviteDevice: Handler = async ({ world, request }) => {
  const body = (await request.json()) as { employee_source: string; employee_id: string; label: string };
  const id = (world.nextId++).toString(16).padStart(32, "0");
  world.devices.unshift(
    device({
      ...body,
      id,
      state: "invited",
      model: "",
      enrolled_at: null,
      last_seen_at: null,
      last_seq: 0,
      records: 0,
    }),
  );
  return json(invitation(id), 201);
};

const replaceDevice: Handler = ({ world, args }) => {
  const old = world.devices.find((one) => one.id === args[0]);
  if (!old) return problem(404, "device.not_found");
  if (old.state === "revoked") return problem(409, "device.revoked");
  old.state = "revoked";
  old.revoked_at = "2026-03-02T08:00:00.000Z";
  const id = (world.nextId++).toString(16).padStart(32, "0");
  world.devices.unshift(
    device({
      id,
      employee_id: old.employee_id,
      label: old.label,
      state: "invited",
      replaces: old.id,
      last_seq: 0,
      records: 0,
    }),
  );
  return json(invitation(id), 201);
};

const revokeDevice: Handler = ({ world, args }) => {
  const found = world.devices.find((one) => one.id === args[0]);
  if (!found) return problem(404, "device.not_found");
  found.state = "revoked";
  return new Response(null, { status: 204 });
};

const createSource: Handler = async ({ world, request }) => {
  const body = (await request.json()) as { name: string; title: string; directory: string };
  const source = `ingest:${body.name}`;
  if (world.pushSources.some((one) => one.source === source)) return problem(409, "source.exists");
  world.pushSources.unshift(pushSource({ source, title: body.title, directory: body.directory }));
  return json({ source, secret: "cussrc_mock" }, 201);
};

const switchSource: Handler = async ({ world, request, args }) => {
  const found = world.pushSources.find((one) => one.source === decodeURIComponent(args[0]!));
  if (!found) return problem(404, "source.not_found");
  found.enabled = ((await request.json()) as { enabled: boolean }).enabled;
  return new Response(null, { status: 204 });
};

function session(who: User): Response {
  const { id, login, display_name, role, must_change_password } = who;
  return json(me({ id, login, display_name, role, must_change_password }));
}

const ranks = ["informational", "low", "medium", "high", "critical"];

const listAlerts: Handler = ({ world, query }) => {
  const states = query.get("state")?.split(",");
  const categories = query.get("category")?.split(",");
  const lowest = ranks.indexOf(query.get("min_severity") ?? "informational");
  const employee = query.get("employee_id");
  const found = world.alerts
    .filter((a) => !states || states.includes(a.state))
    .filter((a) => !categories || categories.includes(a.category))
    .filter((a) => ranks.indexOf(a.severity) >= lowest && (!employee || a.employee.id === employee))
    .sort((a, b) => b.created_at.localeCompare(a.created_at));
  if (query.get("order") === "oldest") found.reverse();
  return json(page(found.map(summary), query));
};

/** How many wait for which reason, as the server counts them. */
function countsOf(parked: Parked[]) {
  const counts = new Map<string, ParkedCount>();
  for (const one of parked) {
    const known = counts.get(`${one.source} ${one.reason}`);
    counts.set(`${one.source} ${one.reason}`, {
      source: one.source,
      reason: one.reason,
      count: (known?.count ?? 0) + 1,
      oldest: known?.oldest ?? one.id,
      newest: one.id,
    });
  }
  return [...counts.values()];
}

function retryParked(world: World): Response {
  world.parked = [];
  return new Response(null, { status: 202 });
}

function page<T>(items: T[], query: URLSearchParams) {
  const start = Number(query.get("cursor") ?? 0);
  const limit = Number(query.get("limit") ?? 50);
  const end = start + limit;
  return {
    items: items.slice(start, end),
    next_cursor: end < items.length ? String(end) : null,
    estimated_total: items.length,
    total_exact: true,
  };
}

const getCounts: Handler = ({ world }) => {
  const count = (alerts: AlertDetail[], key: (a: AlertDetail) => string) => {
    const out: Record<string, number> = {};
    for (const alert of alerts) out[key(alert)] = (out[key(alert)] ?? 0) + 1;
    return out;
  };
  const open = world.alerts.filter((a) => a.state === "new" || a.state === "in_review");
  return json({
    by_state: count(world.alerts, (a) => a.state),
    open_by_severity: count(open, (a) => a.severity),
    open_by_category: count(open, (a) => a.category),
  });
};

const decide: Handler = async ({ world, request, args, who }) => {
  const alert = world.alerts.find((a) => a.id === args[0]);
  if (!alert) return problem(404, "alert.not_found");
  if (request.headers.get("If-Match") !== `"v${alert.version}"`) {
    const { state, decided_by, decided_at } = alert;
    return problem(412, "alert.changed", { state, decided_by, decided_at });
  }
  const body = (await request.json()) as { state: AlertState; note?: string; undo?: boolean };
  applyDecision(world, alert, body.state, who, body.note ?? "", body.undo ?? false);
  return json(summary(alert));
};

export function applyDecision(
  world: World,
  alert: AlertDetail,
  state: AlertState,
  who: User,
  note: string,
  undo: boolean,
): void {
  alert.history.push(decision(world, alert.state, state, who, note, undo));
  Object.assign(alert, {
    state,
    version: alert.version + 1,
    note,
    decided_by: who.display_name,
    decided_at: new Date().toISOString(),
  });
  tell(world, "alert.updated", alert);
}

export function tell(world: World, kind: string, alert: AlertDetail): void {
  const data = { alert_id: alert.id, severity: alert.severity, category: alert.category, state: alert.state };
  for (const listener of world.listeners) listener(kind, data);
}

function mark(message: Message, terms: string[]): Message {
  const text = message.segments.map((s) => s.t).join("");
  const segments: Segment[] = [];
  let rest = text;
  while (rest) {
    const hit = terms
      .map((term) => ({ term, at: rest.indexOf(term) }))
      .filter((h) => h.at >= 0)
      .sort((a, b) => a.at - b.at)[0];
    if (!hit) break;
    if (hit.at > 0) segments.push({ t: rest.slice(0, hit.at) });
    segments.push({ t: hit.term, m: ["query"] });
    rest = rest.slice(hit.at + hit.term.length);
  }
  if (rest) segments.push({ t: rest });
  return { ...message, segments };
}

/** What the mock understands of the language: words that must all occur, type: and -type:. */
function findMessages(world: World, query: URLSearchParams): { found: Message[]; terms: string[] } {
  const words = (query.get("q") ?? "").split(/\s+/).filter(Boolean);
  const fields = words.filter((word) => word.includes(":"));
  const terms = words.filter((word) => !word.includes(":"));
  const typeOf = (field: string) => field.split(":")[1];
  const found = [...world.conversations.values()]
    .flat()
    .filter((m) =>
      terms.every((term) =>
        m.segments
          .map((s) => s.t)
          .join("")
          .includes(term),
      ),
    )
    .filter((m) => fields.every((field) => (typeOf(field) === m.type) !== field.startsWith("-")))
    .filter((m) => !query.get("type") || m.type === query.get("type"))
    .filter((m) => !query.get("role") || m.role === query.get("role"))
    .filter((m) => !query.get("employee_id") || m.from.id === query.get("employee_id"))
    .filter((m) => query.get("recalled") !== "true" || m.recalled_at !== null)
    .filter((m) => query.get("has_media") !== "true" || m.media.length > 0)
    .sort((a, b) => b.sent_at.localeCompare(a.sent_at));
  return { found, terms };
}

function placesOf(text: string) {
  return [...text.matchAll(/\S+/g)].map((word) => ({ column: word.index + 1, length: word[0].length }));
}

const searchMessages: Handler = ({ world, query }) => {
  const text = query.get("q") ?? "";
  if ((text.split('"').length - 1) % 2 === 1) {
    const column = text.lastIndexOf('"') + 1;
    const length = text.length - column + 1;
    return problem(400, "search.quote_open", {
      field: "q",
      column: `${column}`,
      length: `${length}`,
      hint: '"',
    });
  }
  const { found, terms } = findMessages(world, query);
  if (query.get("order") === "oldest") found.reverse();
  const list = page(
    found.map((m) => mark(m, terms)),
    query,
  );
  return json({ ...list, covered: null, unknown: [], query_parts: placesOf(text) });
};

function keep(world: World, body: { name: string; shared?: boolean; params: Record<string, string> }) {
  const one = {
    id: `${world.searches.length + 1}`,
    name: body.name,
    shared: body.shared ?? false,
    own: true,
    owner: "admin",
    params: body.params,
    created_at: new Date().toISOString(),
  };
  world.searches.unshift(one);
  return json(one, 201);
}

const countFacets: Handler = ({ world, query }) => {
  const { found } = findMessages(world, query);
  const types = new Map<string, number>();
  for (const m of found) types.set(m.type, (types.get(m.type) ?? 0) + 1);
  const values = [...types].map(([value, count]) => ({
    value,
    source: null,
    label: null,
    title: null,
    count,
  }));
  const day = (found[0]?.sent_at ?? "2026-03-01").slice(0, 10);
  const from = `${day}T00:00:00.000+08:00`;
  const until = new Date(Date.parse(from) + 86_400_000).toISOString();
  return json({
    total: found.length,
    exact: true,
    counted: found.length,
    facets: [{ name: "type", values }],
    histogram: found.length > 0 ? [{ from, until, count: found.length }] : [],
  });
};

const readConversation: Handler = ({ world, query, args }) => {
  const all = world.conversations.get(args[0]!);
  if (!all) return problem(404, "conversation.not_found");
  const anchor = query.get("anchor");
  const index = anchor ? all.findIndex((m) => m.id === anchor) : all.length - 1;
  const start = Math.max(0, index - Number(query.get("before") ?? 20));
  const end = Math.min(all.length, index + 1 + Number(query.get("after") ?? 20));
  if (query.get("follow") === "true" && end - start <= 1)
    return json({ items: [], more_before: false, more_after: false });
  return json({ items: all.slice(start, end), more_before: start > 0, more_after: end < all.length });
};

const getConversation: Handler = ({ world, args }) => {
  const all = world.conversations.get(args[0]!);
  if (!all) return problem(404, "conversation.not_found");
  const people = [...new Map(all.map((m) => [m.from.id, m.from])).values()];
  return json({
    id: args[0],
    source: all[0]!.source,
    kind: "single",
    title: people.map((p) => p.name).join(" · "),
    people,
    messages: all.length,
    first_at: all[0]!.sent_at,
    last_at: all.at(-1)!.sent_at,
  });
};

const categories: Handler = ({ world }) => {
  const seen = new Map(world.rules.map((rule) => [rule.category, rule]));
  return json({
    pack: {
      digest: "9f86d081884c7d659a2feaa0c55ad015",
      name: "base",
      version: "1.0.0",
      rules: world.rules.length,
      loaded_at: new Date().toISOString(),
    },
    items: [...seen.values()].map((rule) => ({ category: rule.category, title: rule.title, rules: 1 })),
  });
};

const createUser: Handler = async ({ world, request }) => {
  const body = (await request.json()) as User;
  if (world.users.some((one) => one.login === body.login)) return problem(409, "user.login_taken");
  const scope = { ...{ departments: [], employees: [] }, ...body.scope };
  const made: User = {
    ...body,
    scope,
    id: String(world.nextId++),
    disabled: false,
    must_change_password: true,
    created_at: new Date().toISOString(),
  };
  world.users.push(made);
  world.passwords.set(made.login, "mock-7Q4K-29XD");
  return json({ user: made, one_time_password: "mock-7Q4K-29XD" }, 201);
};

const updateUser: Handler = async ({ world, request, args }) => {
  const found = world.users.find((one) => one.id === args[0]);
  if (!found) return problem(404, "user.not_found");
  const { reset_password, ...change } = (await request.json()) as Partial<User> & {
    reset_password?: boolean;
  };
  Object.assign(found, change);
  return json({ user: found, ...(reset_password ? { one_time_password: "mock-RESET-51" } : {}) });
};

const signIn: Handler = async ({ world, request }) => {
  const body = (await request.json()) as { login: string; password: string };
  if (world.passwords.get(body.login) !== body.password) return problem(401, "auth.bad_credentials");
  world.signedIn = body.login;
  return session(world.users.find((one) => one.login === body.login)!);
};

const changePassword: Handler = async ({ world, request, who }) => {
  const body = (await request.json()) as { old_password: string; new_password: string };
  if (world.passwords.get(who.login) !== body.old_password) return problem(403, "auth.password_wrong");
  world.passwords.set(who.login, body.new_password);
  who.must_change_password = false;
  return new Response(null, { status: 204 });
};

const audit: Handler = ({ world, query }) => {
  const items = Array.from({ length: 30 }, (_, i) => ({
    id: String(900 - i),
    at: new Date(Date.parse("2026-03-01T02:00:00Z") - i * 47_000).toISOString(),
    user_login: i % 3 === 0 ? "officer" : "admin",
    action: ["alert.read", "message.search", "conversation.read", "alert.decide"][i % 4]!,
    target: i % 4 === 1 ? "" : String(1000 + i),
    detail: i % 4 === 1 ? { q: "转账", limit: 50 } : {},
    peer: "127.0.0.1",
    request_id: `req-${i}`,
  }));
  return json(page([...world.audit, ...items], query));
};

const verify: Handler = ({ world }) => {
  const check = world.status.evidence.verify;
  Object.assign(check, {
    state: "ok",
    started_at: new Date().toISOString(),
    finished_at: new Date().toISOString(),
    checked_leaves: world.status.evidence.tree_size,
  });
  return json({ state: "running" }, 202);
};

const makeCheckpoint: Handler = ({ world }) => {
  const size = world.status.evidence.tree_size;
  const note = `custos/example\n${size}\nroot\n`;
  world.checkpoints.unshift({
    size,
    root: "",
    at: new Date().toISOString(),
    note,
    witnesses: [],
    timestamps: [],
  });
  return new Response(note, { status: 201, headers: { "Content-Type": "text/plain" } });
};

const departmentsOf: Handler = ({ world }) => {
  const names = [...new Set(world.people.employees.map((p) => p.department))];
  const source = world.people.employees[0]!.source;
  const root = { source, id: "1", parent_id: null, name: "示例公司", employees: 0 };
  return json({
    items: [
      root,
      ...names.map((name, i) => ({ source, id: String(i + 2), parent_id: "1", name, employees: 3 })),
    ],
  });
};

/** A rep finds no colleague but himself. */
const people =
  (kind: "employees" | "customers"): Handler =>
  ({ world, query, who }) => {
    const q = query.get("q") ?? "";
    const own =
      kind === "employees" && who.role === "rep" ? who.scope.employees.map((one) => one.id) : undefined;
    const seen = world.people[kind].filter((p) => !own || own.includes(p.id));
    return json({ items: seen.filter((p) => p.name.includes(q) || p.id.includes(q)) });
  };

const routes: [string, RegExp, Handler][] = [
  ["GET", /^\/session$/, ({ who }) => (who ? session(who) : problem(401, "auth.required"))],
  ["POST", /^\/session$/, signIn],
  ["PATCH", /^\/session$/, ({ who }) => session(who)],
  [
    "DELETE",
    /^\/session$/,
    ({ world }) => {
      world.signedIn = undefined;
      return new Response(null, { status: 204 });
    },
  ],
  ["POST", /^\/session\/password$/, changePassword],
  ["GET", /^\/alerts$/, listAlerts],
  ["GET", /^\/alerts\/counts$/, getCounts],
  [
    "GET",
    /^\/alerts\/(\d+)$/,
    ({ world, args }) => {
      const found = world.alerts.find((a) => a.id === args[0]);
      return found ? json(found) : problem(404, "alert.not_found");
    },
  ],
  ["POST", /^\/alerts\/(\d+)\/decisions$/, decide],
  ["GET", /^\/messages$/, searchMessages],
  ["GET", /^\/messages\/facets$/, countFacets],
  ["GET", /^\/searches$/, ({ world }) => json({ items: world.searches })],
  ["POST", /^\/searches$/, async ({ world, request }) => keep(world, await request.json())],
  [
    "DELETE",
    /^\/searches\/(\d+)$/,
    ({ world, args }) => {
      world.searches = world.searches.filter((one) => one.id !== args[0]);
      return new Response(null, { status: 204 });
    },
  ],
  [
    "GET",
    /^\/conversations\/(\w+)\/similar$/,
    async (call) => {
      const other = [...call.world.conversations.keys()].find((id) => id !== call.args[0])!;
      const answer = await getConversation({ ...call, args: [other] });
      return json({ items: [{ conversation: await answer.json(), score: 0.75 }] });
    },
  ],
  ["GET", /^\/conversations\/(\w+)$/, getConversation],
  ["GET", /^\/conversations\/(\w+)\/messages$/, readConversation],
  ["GET", /^\/directory\/departments$/, departmentsOf],
  ["GET", /^\/directory\/employees$/, people("employees")],
  ["GET", /^\/directory\/customers$/, people("customers")],
  ["GET", /^\/rules\/categories$/, categories],
  ["GET", /^\/rules$/, ({ world }) => json({ items: world.rules })],
  ["GET", /^\/status$/, ({ world }) => json(world.status)],
  ["POST", /^\/evidence\/verify$/, verify],
  ["GET", /^\/evidence\/checkpoints$/, ({ world, query }) => json(page(world.checkpoints, query))],
  ["POST", /^\/evidence\/checkpoints$/, makeCheckpoint],
  ["GET", /^\/evidence\/manifests$/, ({ world, query }) => json(page(world.manifests, query))],
  [
    "GET",
    /^\/parked$/,
    ({ world, query }) => json({ ...page(world.parked, query), counts: countsOf(world.parked) }),
  ],
  ["GET", /^\/intercepts$/, ({ world }) => json({ items: world.intercepts })],
  ["POST", /^\/parked\/retry$/, ({ world }) => retryParked(world)],
  ["POST", /^\/evidence\/manifests$/, () => json({ made: 0 }, 201)],
  ["GET", /^\/devices$/, ({ world }) => json({ items: world.devices })],
  ["POST", /^\/devices$/, inviteDevice],
  ["POST", /^\/devices\/(\w+)\/invitation$/, ({ args }) => json(invitation(args[0]!), 201)],
  ["POST", /^\/devices\/(\w+)\/replacement$/, replaceDevice],
  ["DELETE", /^\/devices\/(\w+)$/, revokeDevice],
  ["GET", /^\/push-sources$/, ({ world }) => json({ items: world.pushSources })],
  ["POST", /^\/push-sources$/, createSource],
  [
    "POST",
    /^\/push-sources\/([^/]+)\/token$/,
    ({ args }) => json({ source: decodeURIComponent(args[0]!), secret: "cussrc_mock" }, 201),
  ],
  ["PATCH", /^\/push-sources\/([^/]+)$/, switchSource],
  ["GET", /^\/users$/, ({ world }) => json({ items: world.users })],
  ["POST", /^\/users$/, createUser],
  ["PATCH", /^\/users\/(\d+)$/, updateUser],
  ["GET", /^\/audit$/, audit],
  ...activityRoutes,
  ...customerRoutes,
  ...leadRoutes,
  ...orderRoutes,
  ...noteRoutes,
  ...disputeRoutes,
  ...segmentRoutes,
  ...poolRoutes,
  ...allocationRoutes,
  ...dayReportRoutes,
  ...scriptRoutes,
  ...tagRoutes,
  ...coverageRoutes,
  ...handoverRoutes,
  ...studioRoutes,
];
