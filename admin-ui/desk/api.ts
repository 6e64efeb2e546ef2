import type { components } from "@/lib/api/schema";

type Schemas = components["schemas"];

export type Me = Schemas["Me"];
export type Note = Schemas["Note"];
export type NoteKind = Schemas["NoteKind"];
export type FollowUpList = Schemas["FollowUpList"];
export type Customer = Schemas["Customer"];
export type CustomerList = Schemas["CustomerList"];
export type CustomerSummary = CustomerList["items"][number];
export type Timeline = Schemas["Timeline"];
export type TimelineEntry = Schemas["TimelineEntry"];
export type Script = Schemas["Script"];
export type ScriptFolder = Schemas["ScriptFolder"];
export type ScriptList = Schemas["ScriptList"];
export type AlertList = Schemas["AlertList"];
export type CheckResult = Schemas["CheckResult"];
export type RecordOfMe = Schemas["RecordOfMe"];
export type DeskDay = Schemas["DeskDay"];
export type CustomerTags = Schemas["CustomerTags"];
export type TagCatalogue = Schemas["TagCatalogue"];
export type PublicPool = Schemas["PublicPool"];
export type PoolCustomers = Schemas["PoolCustomerList"];
export type ActivityReport = Schemas["ActivityReport"];
export type PlatformFile = Schemas["PlatformFile"];
export type PriceRow = Schemas["PriceRow"];
export type DayReport = Schemas["DayReport"];
export type OwnDayReport = Schemas["OwnDayReport"];
export type AlertDetail = Schemas["AlertDetail"];
export type OpenQuestionList = Schemas["OpenQuestionList"];

/** A refusal of the server, by its stable code. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
  ) {
    super(code);
  }
}

let onSignedOut: () => void = () => {};

/** Called when an answer says that the session is over. */
export function setSignedOutHandler(handler: () => void): void {
  onSignedOut = handler;
}

/** One request below /api/v1. A failure is a `Refusal`, "offline" when no answer came. */
export async function ask<T>(method: string, path: string, body?: unknown, version?: number): Promise<T> {
  const headers: Record<string, string> = {};
  if (method !== "GET" || path === "/check") headers["X-Custos-CSRF"] = "1";
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (version !== undefined) headers["If-Match"] = `"v${version}"`;
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Refusal(0, "offline");
  }
  const text = await response.text();
  let answer: { code?: string } | undefined;
  try {
    answer = text === "" ? undefined : (JSON.parse(text) as { code?: string });
  } catch {
    throw new Refusal(response.status, "server.unavailable");
  }
  if (response.ok) return answer as T;
  const refusal = new Refusal(response.status, answer?.code ?? "server.unavailable");
  if (refusal.code === "auth.required") onSignedOut();
  throw refusal;
}
