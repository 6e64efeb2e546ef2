import type { OwnershipOrder } from "@/lib/api/types";
import { joinRef, splitRef } from "@/lib/searchParams";

export type Act = OwnershipOrder["action"];

/** An order while it is written. */
export interface OrderDraft {
  act: Act;
  line: string;
  /** "source|id" */
  employee: string | undefined;
  pool: string | undefined;
  /** As the clock of the company reads: 2026-03-01T10:00. */
  until: string;
  reason: string;
}

export function newDraft(act: Act, part: Partial<OrderDraft> = {}): OrderDraft {
  return { act, line: "", employee: undefined, pool: undefined, until: "", reason: "", ...part };
}

interface Asks {
  employee: boolean;
  pool: boolean;
  until: "must" | "may" | false;
}

/** What a person has to say for an act. Whom a customer is not shared with any more is chosen where he stands. */
export function asksFor(act: Act): Asks {
  return {
    employee: act === "assign" || act === "share" || act === "lend",
    pool: act === "return",
    until: act === "lend" ? "must" : act === "freeze" ? "may" : false,
  };
}

/** The clock of the forms is the company's. */
const toTime = (local: string) => `${local}:00+08:00`;

/** Whether all is there that the order needs, and its end lies ahead. */
export function isWhole(draft: OrderDraft, now = Date.now()): boolean {
  const asks = asksFor(draft.act);
  if (draft.reason.trim() === "") return false;
  if (asks.employee && !splitRef(draft.employee)) return false;
  if (asks.pool && !draft.pool) return false;
  if (draft.until === "") return asks.until !== "must";
  return Date.parse(toTime(draft.until)) > now;
}

/** The order as the server takes it, but for customer and what was seen. */
export function orderOf(draft: OrderDraft): OwnershipOrder {
  const employee = splitRef(draft.employee);
  const asks = asksFor(draft.act);
  return {
    action: draft.act,
    line: draft.line,
    reason: draft.reason.trim(),
    ...((asks.employee || draft.act === "unshare") && employee && { employee }),
    ...(asks.pool && draft.pool && { pool: draft.pool }),
    ...(asks.until && draft.until && { until: toTime(draft.until) }),
  };
}

export const refOf = (person: { source: string; id: string }): string => joinRef(person.source, person.id);
