import type { AlertDetail, AlertState, Decision, User } from "@/lib/api/types";
import { type Handler, json, page, problem, type Routes, summary } from "./mockAnswers";
import type { World } from "./world";

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

function decision(
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

export const alertRoutes: Routes = [
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
];
