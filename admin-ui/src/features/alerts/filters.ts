import type { AlertState, AlertSummary, Severity } from "@/lib/api/types";
import { pick, splitRef } from "@/lib/searchParams";

export const openStates: readonly AlertState[] = ["new", "in_review"];
const closedStates: readonly AlertState[] = ["violation", "coaching", "false_positive"];

/** The views of the rail. Each is a set of states and at most a lowest severity. */
export const views = {
  todo: { states: openStates },
  high: { states: openStates, severity: "high" },
  in_review: { states: ["in_review"] },
  escalated: { states: ["escalated"] },
  violation: { states: ["violation"] },
  coaching: { states: ["coaching"] },
  false_positive: { states: ["false_positive"] },
  done: { states: closedStates },
  all: { states: [] },
} as const satisfies Record<string, { states: readonly AlertState[]; severity?: Severity }>;

export type View = keyof typeof views;

export const severities: readonly Severity[] = ["informational", "low", "medium", "high", "critical"];

const keys = ["view", "category", "severity", "employee", "department", "order", "id", "tab"] as const;

/** What the address of the queue says. */
export type QueueSearch = Partial<Record<(typeof keys)[number], string>>;

export function readQueueSearch(params: Record<string, unknown>): QueueSearch {
  return pick(keys, params);
}

export function viewOf(search: QueueSearch): View {
  return search.view !== undefined && search.view in views ? (search.view as View) : "todo";
}

export function lowestSeverity(search: QueueSearch): Severity | undefined {
  const floor: Severity | undefined = viewOf(search) === "high" ? views.high.severity : undefined;
  const chosen = severities.find((severity) => severity === search.severity);
  if (!chosen || !floor) return chosen ?? floor;
  return severities.indexOf(chosen) > severities.indexOf(floor) ? chosen : floor;
}

/** The query of the server for an address; what is open or which tab is shown does not matter to it. */
export function toAlertQuery(search: QueueSearch) {
  const employee = splitRef(search.employee);
  const department = splitRef(search.department);
  const states: readonly AlertState[] = views[viewOf(search)].states;
  return {
    state: states.length > 0 ? [...states] : undefined,
    category: search.category ? [search.category] : undefined,
    min_severity: lowestSeverity(search),
    employee_source: employee?.source,
    employee_id: employee?.id,
    department_source: department?.source,
    department_id: department?.id,
    order: search.order === "oldest" ? ("oldest" as const) : undefined,
  };
}

/** Whether an alert still belongs to the view; a decided one leaves it at once, and comes back when undone. */
export function belongs(
  search: QueueSearch,
  alert: Pick<AlertSummary, "state" | "severity" | "category">,
): boolean {
  const states: readonly AlertState[] = views[viewOf(search)].states;
  const lowest = lowestSeverity(search);
  return (
    (states.length === 0 || states.includes(alert.state)) &&
    (!search.category || alert.category === search.category) &&
    (!lowest || severities.indexOf(alert.severity) >= severities.indexOf(lowest))
  );
}
