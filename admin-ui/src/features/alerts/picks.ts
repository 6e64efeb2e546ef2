import { useMemo, useState } from "react";
import type { AlertSummary } from "@/lib/api/types";

export const maxPicked = 100;

/** Alerts picked to be decided together, in the order of the list; one that left the list is picked no more. */
export function usePicks(rows: readonly AlertSummary[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const picked = useMemo(() => new Set(rows.map((row) => row.id).filter((id) => ids.has(id))), [rows, ids]);
  const add = (more: readonly string[]) =>
    setIds(new Set([...picked, ...more].slice(0, Math.max(maxPicked, picked.size))));
  return {
    picked,
    toggle: (id: string) =>
      picked.has(id) ? setIds(new Set([...picked].filter((one) => one !== id))) : add([id]),
    add,
    all: () => add(rows.map((row) => row.id)),
    clear: () => setIds(new Set()),
  };
}

export type Picks = ReturnType<typeof usePicks>;
