import { dayOf } from "@/lib/format";

export const spans = ["7", "30", "90", "custom"] as const;

/** Which past to judge: the last days, or whole days from one to another by the company's clock. */
export interface Span {
  kind: (typeof spans)[number];
  from: string;
  until: string;
}

const dayMs = 86_400_000;

export function defaultSpan(now = Date.now()): Span {
  const day = (time: number) => dayOf(new Date(time).toISOString());
  return { kind: "30", from: day(now - 30 * dayMs), until: day(now) };
}

/** The instants of a span; undefined when it holds no day. `until` is exclusive, absent for now. */
export function rangeOf(span: Span, now = Date.now()): { from: string; until?: string } | undefined {
  if (span.kind !== "custom") return { from: new Date(now - Number(span.kind) * dayMs).toISOString() };
  const midnight = (day: string) => Date.parse(`${day}T00:00:00+08:00`);
  const from = midnight(span.from);
  const until = midnight(span.until) + dayMs;
  if (Number.isNaN(from) || Number.isNaN(until) || from >= until) return undefined;
  return { from: new Date(from).toISOString(), until: new Date(until).toISOString() };
}
