import type { Params } from "@/lib/searchParams";
import { pick, splitRef } from "@/lib/searchParams";

const keys = ["from", "until", "by", "department", "employee", "chart", "as", "sort", "over"] as const;

/** What the address of the page says. */
export type ActivitySearch = Partial<Record<(typeof keys)[number], string>>;

export const readActivitySearch = (params: Record<string, unknown>): ActivitySearch => pick(keys, params);

export interface Range {
  from: string;
  until: string;
}

const dayMs = 86_400_000;
const usualDays = 7;

const at = (day: string) => Date.parse(`${day}T00:00:00Z`);

/** A day moved by whole days: 2026-03-01 and -1 give 2026-02-28. */
export const moved = (day: string, by: number) => new Date(at(day) + by * dayMs).toISOString().slice(0, 10);

export const daysOf = ({ from, until }: Range) => Math.round((at(until) - at(from)) / dayMs) + 1;

const isDay = (text: string | undefined): text is string =>
  text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at(text));

/** The days of an address, both included; the last seven when it names none. */
export function rangeOf(search: ActivitySearch, today: string): Range {
  const until = isDay(search.until) ? search.until : today;
  const from = isDay(search.from) && search.from <= until ? search.from : moved(until, 1 - usualDays);
  return { from, until };
}

/** As many days right before. */
export const rangeBefore = (range: Range): Range => ({
  from: moved(range.from, -daysOf(range)),
  until: moved(range.from, -1),
});

export const rows = ["employee", "team"] as const;
export type Row = (typeof rows)[number];
export const rowOf = (search: ActivitySearch): Row => (search.by === "team" ? "team" : "employee");

/** How long the pieces of the chart are, so that there are never too many. */
export function piecesOf(range: Range): "day" | "week" | "month" {
  const days = daysOf(range);
  return days <= 62 ? "day" : days <= 400 ? "week" : "month";
}

/** Whose numbers are asked for. */
export function whoseOf(search: ActivitySearch) {
  const employee = splitRef(search.employee);
  const department = splitRef(search.department);
  return {
    employee_source: employee?.source,
    employee_id: employee?.id,
    department_source: department?.source,
    department_id: department?.id,
  };
}

export const hours = ["0", "1", "2", "8", "24"] as const;
export const hoursOf = (search: ActivitySearch) => hours.find((one) => one === search.over) ?? "2";

/** Where the sheet of what is shown is fetched. */
export function sheetAddress(search: ActivitySearch, range: Range, language: string): string {
  const wanted: Params = { ...range, ...whoseOf(search), by: rowOf(search), language };
  const kept = Object.entries(wanted).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return `/api/v1/activity.xlsx?${new URLSearchParams(kept)}`;
}

/** Change against before as a share; undefined when there was nothing to compare with. */
export const changeOf = (now: number | null, before: number | null | undefined): number | undefined =>
  now === null || !before ? undefined : (now - before) / before;
