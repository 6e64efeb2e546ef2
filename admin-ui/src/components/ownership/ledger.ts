import { useTranslation } from "react-i18next";
import type { OwnershipEntry, Person } from "@/lib/api/types";
import { formatDateTime } from "@/lib/format";

export interface Step {
  entry: OwnershipEntry;
  /** The entry of the same line before it. */
  before: OwnershipEntry | undefined;
}

/** The ledger with what stood before each entry, the newest first. */
export function stepsOf(history: readonly OwnershipEntry[]): Step[] {
  const last = new Map<string, OwnershipEntry>();
  const steps = history.map((entry) => {
    const before = last.get(entry.line);
    last.set(entry.line, entry);
    return { entry, before };
  });
  return steps.reverse();
}

/** Entries of a line that came after the one that was seen, the newest first. */
export function newerThan(history: readonly OwnershipEntry[], line: string, seen: string): Step[] {
  const floor = seen === "none" ? -1 : Number(seen);
  return stepsOf(history).filter(({ entry }) => entry.line === line && Number(entry.entry) > floor);
}

export const nameOfPerson = (person: Person): string => person.name || person.id;

/** What an entry did, who ordered it, in words. */
export function useLedgerText(): { what: (step: Step) => string; who: (entry: OwnershipEntry) => string } {
  const { t } = useTranslation();
  const holder = (entry: OwnershipEntry | undefined): string => {
    if (entry?.owner) return nameOfPerson(entry.owner);
    if (entry?.pool) return t("ownership.in_pool", { pool: entry.pool.name });
    return t("ownership.nobody");
  };
  return {
    what: ({ entry, before }) =>
      t(`ownership.act.${entry.act}${entry.until ? "_until" : ""}`, {
        from: holder(before),
        to: holder(entry),
        who: entry.employee ? nameOfPerson(entry.employee) : "",
        until: entry.until ? formatDateTime(entry.until) : "",
      }),
    who: (entry) => {
      if (entry.user_name) return entry.user_name;
      const kind = entry.cause.split(":")[0]!;
      return t(`ownership.cause.${kind}`, { defaultValue: entry.cause });
    },
  };
}
