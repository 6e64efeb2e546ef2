import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import type { AlertSummary } from "@/lib/api/types";
import { alertsQuery } from "./api/alerts";
import { belongs, openStates, type QueueSearch } from "./filters";

/**
 * The rows of the queue and the way through them. An alert that left the view by a verdict is gone from the rows at
 * once, unless it is the open one; it stays in the cache, so that an undo puts it back in its place.
 */
export function useQueue(filter: QueueSearch, open: string | undefined) {
  const query = useInfiniteQuery(alertsQuery(filter));
  const [focusTick, setFocusTick] = useState(0);
  const all = useMemo(() => unique(query.data?.pages.flatMap((page) => page.items) ?? []), [query.data]);
  const rows = useMemo(
    () => all.filter((alert) => alert.id === open || belongs(filter, alert)),
    [all, filter, open],
  );
  const lastPage = query.data?.pages.at(-1);
  const left = all.length - rows.length;

  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  return {
    query,
    all,
    rows,
    total: Math.max(0, (lastPage?.estimated_total ?? 0) - left),
    totalExact: lastPage?.total_exact ?? true,
    loadMore,
    focusTick,
    takeFocus: useCallback(() => setFocusTick((tick) => tick + 1), []),
    step: (by: 1 | -1) => step(rows, open, by),
    nextUndecided: (after: string) => nextUndecided(rows, after),
  };
}

export type QueueModel = ReturnType<typeof useQueue>;

function unique(alerts: AlertSummary[]): AlertSummary[] {
  return [...new Map(alerts.map((alert) => [alert.id, alert])).values()];
}

/** The neighbour of a row; the first row when none is open. */
export function step(
  rows: readonly AlertSummary[],
  from: string | undefined,
  by: 1 | -1,
): AlertSummary | undefined {
  const index = rows.findIndex((row) => row.id === from);
  return index < 0 ? rows[0] : rows[index + by];
}

/** The next row below that still waits for a verdict, else the nearest one above. */
export function nextUndecided(rows: readonly AlertSummary[], after: string): AlertSummary | undefined {
  const index = rows.findIndex((row) => row.id === after);
  const waits = (row: AlertSummary) => row.id !== after && openStates.includes(row.state);
  return rows.slice(index + 1).find(waits) ?? rows.slice(0, Math.max(index, 0)).findLast(waits);
}
