import type { TimelineEntry } from "@/lib/api/types";
import { dayOf } from "@/lib/format";

/** What names an entry in the address and among its neighbours. */
export function keyOfEntry(entry: TimelineEntry): string {
  if (entry.message) return `m${entry.message.id}`;
  if (entry.alert) return `a${entry.alert.id}`;
  if (entry.decision) return `d${entry.decision.id}`;
  if (entry.note) return `n${entry.note.id}`;
  if (entry.order) return `o${entry.order.id}`;
  return `c${entry.change?.id}`;
}

export interface TimelineDay {
  day: string;
  at: string;
  entries: TimelineEntry[];
}

/** Entries by the day of the company's clock, in the order they came. */
export function toDays(entries: readonly TimelineEntry[]): TimelineDay[] {
  const days: TimelineDay[] = [];
  for (const entry of entries) {
    const day = dayOf(entry.at);
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, at: entry.at, entries: [entry] });
  }
  return days;
}
