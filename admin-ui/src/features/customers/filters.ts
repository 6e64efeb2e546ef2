import type { TimelineKind } from "@/lib/api/types";
import { pick, splitRef } from "@/lib/searchParams";

const listKeys = ["q", "employee", "owner", "tag", "grade", "segment"] as const;
const timelineKeys = ["kind", "media", "employee", "order", "at"] as const;

/** What the address of the list says. */
export type ListSearch = Partial<Record<(typeof listKeys)[number], string>>;

/** What the address of a customer says; `at` is the entry that is open. */
export type CustomerSearch = Partial<Record<(typeof timelineKeys)[number], string>>;

export const readListSearch = (params: Record<string, unknown>): ListSearch => pick(listKeys, params);
export const readCustomerSearch = (params: Record<string, unknown>): CustomerSearch =>
  pick(timelineKeys, params);

export const timelineKinds: readonly TimelineKind[] = [
  "chat",
  "group",
  "sms",
  "call",
  "event",
  "alert",
  "decision",
  "change",
  "note",
  "order",
];

export function kindsOf(search: CustomerSearch): TimelineKind[] {
  return search.kind?.split(",").flatMap((name) => timelineKinds.find((kind) => kind === name) ?? []) ?? [];
}

/** The address after a kind was switched on or off; none chosen means all. */
export function toggled(search: CustomerSearch, kind: TimelineKind): string | undefined {
  const chosen = kindsOf(search);
  const next = chosen.includes(kind) ? chosen.filter((one) => one !== kind) : [...chosen, kind];
  return next.length === 0 || next.length === timelineKinds.length ? undefined : next.join(",");
}

export function toListQuery(search: ListSearch) {
  const employee = splitRef(search.employee);
  const owner = splitRef(search.owner);
  return {
    q: search.q?.trim() || undefined,
    tag: search.tag,
    grade: search.grade,
    segment: search.segment,
    employee_source: employee?.source,
    employee_id: employee?.id,
    owner_source: owner?.source,
    owner_id: owner?.id,
  };
}

export function toTimelineQuery(search: CustomerSearch) {
  const employee = splitRef(search.employee);
  const kinds = kindsOf(search);
  return {
    kind: kinds.length > 0 ? kinds : undefined,
    has_media: search.media === "1" || undefined,
    employee_source: employee?.source,
    employee_id: employee?.id,
    order: search.order === "oldest" ? ("oldest" as const) : undefined,
  };
}
