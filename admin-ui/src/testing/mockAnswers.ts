import type { AlertDetail, AlertSummary, User } from "@/lib/api/types";
import type { World } from "./world";

/** One request to the mock API, with the person who sent it. */
export interface Call {
  world: World;
  request: Request;
  query: URLSearchParams;
  args: string[];
  who: User;
}

export type Handler = (call: Call) => Response | Promise<Response>;

/** Method, path below /api/v1 and who answers; the first that fits. */
export type Routes = [string, RegExp, Handler][];

export const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });

export function problem(status: number, code: string, params: object = {}): Response {
  const body = {
    type: `urn:custos:problem:${code}`,
    title: "",
    status,
    detail: "",
    code,
    params,
    request_id: "req-0001",
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/problem+json" },
  });
}

export function summary(alert: AlertDetail): AlertSummary {
  const { findings: _f, conversation: _c, context: _x, history: _h, ...rest } = alert;
  return rest;
}

/** The page of a list that the query asks for. */
export function page<T>(items: T[], query: URLSearchParams) {
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
