import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, csrf, unwrap } from "@/lib/api/client";
import type { Backtest, BacktestChange } from "@/lib/api/types";

const key = ["backtests"] as const;
const pollMs = 1000;
const pageSize = 20;

/** Whether something still moves: the test itself, or the look back that followed it. */
export function isRunning(test: Pick<Backtest, "state" | "look_back">): boolean {
  return test.state === "running" || test.look_back?.state === "running";
}

export function backtestsQuery(version: string) {
  return queryOptions({
    queryKey: [...key, "list", version],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/rules/backtests", { params: { query: { version, limit: 20 } }, signal })),
    refetchInterval: (query) => (query.state.data?.items.some(isRunning) ? pollMs : false),
  });
}

export function backtestQuery(id: string) {
  return queryOptions({
    queryKey: [...key, "one", id],
    queryFn: ({ signal }) => unwrap(api.GET("/rules/backtests/{id}", { params: { path: { id } }, signal })),
    refetchInterval: (query) => (query.state.data && isRunning(query.state.data) ? pollMs : false),
  });
}

export function samplesQuery(id: string, change: BacktestChange, rule: string | undefined) {
  return infiniteQueryOptions({
    queryKey: [...key, "samples", id, change, rule ?? ""],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/rules/backtests/{id}/samples", {
          params: { path: { id }, query: { change, rule_id: rule, cursor: pageParam, limit: pageSize } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export interface BacktestOrder {
  version: string;
  from: string;
  until?: string;
  compare?: string;
}

export function useStartBacktest() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: BacktestOrder) =>
      unwrap(api.POST("/rules/backtests", { params: { header: csrf }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
  });
}

export function useCancelBacktest() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      unwrap(api.POST("/rules/backtests/{id}/cancellation", { params: { path: { id }, header: csrf } })),
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
  });
}

export function useLookBack(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (note: string) =>
      unwrap(
        api.POST("/rules/backtests/{id}/look-back", {
          params: { path: { id }, header: csrf },
          body: { note },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: [...key, "one", id] }),
  });
}
