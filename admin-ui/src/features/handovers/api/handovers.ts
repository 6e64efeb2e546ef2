import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, csrf, unwrap } from "@/lib/api/client";
import type { HandoverDetail, HandoverItemState, HandoverWish } from "@/lib/api/types";

/** A running handover is asked how far it is so often. */
const runningMs = 3_000;
const quietMs = 30_000;

export const isRunning = (state: HandoverDetail["state"]) => state === "running" || state === "cancelling";

export const handoversQuery = infiniteQueryOptions({
  queryKey: ["handovers"],
  initialPageParam: undefined as string | undefined,
  queryFn: ({ pageParam, signal }) =>
    unwrap(api.GET("/handovers", { params: { query: { cursor: pageParam, limit: 50 } }, signal })),
  getNextPageParam: (page) => page.next_cursor ?? undefined,
  refetchInterval: (query) =>
    query.state.data?.pages.some((page) => page.items.some((one) => isRunning(one.state)))
      ? runningMs
      : quietMs,
});

export const handoverQuery = (id: string) =>
  queryOptions({
    queryKey: ["handover", id],
    queryFn: ({ signal }) => unwrap(api.GET("/handovers/{id}", { params: { path: { id } }, signal })),
    refetchInterval: (query) => (query.state.data && isRunning(query.state.data.state) ? runningMs : quietMs),
  });

export interface ItemFilter {
  state?: HandoverItemState;
  taker?: string;
}

export const handoverItemsQuery = (id: string, { state, taker }: ItemFilter, running: boolean) =>
  infiniteQueryOptions({
    queryKey: ["handover-items", id, { state, taker }],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/handovers/{id}/items", {
          params: { path: { id }, query: { state, taker, cursor: pageParam, limit: 100 } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: running ? runningMs : false,
  });

export function usePlan() {
  return useMutation({
    mutationFn: (body: HandoverWish) =>
      unwrap(api.POST("/handovers/preview", { params: { header: csrf }, body })),
  });
}

function useChanged() {
  const client = useQueryClient();
  return () => {
    for (const key of ["handovers", "handover", "handover-items"])
      void client.invalidateQueries({ queryKey: [key] });
  };
}

export function useBegin() {
  const changed = useChanged();
  return useMutation({
    mutationFn: (body: HandoverWish) => unwrap(api.POST("/handovers", { params: { header: csrf }, body })),
    onSuccess: changed,
  });
}

export function useCancel(id: string) {
  const changed = useChanged();
  return useMutation({
    mutationFn: () => unwrap(api.POST("/handovers/{id}/cancel", { params: { path: { id }, header: csrf } })),
    onSuccess: changed,
  });
}

export function useRetry(id: string) {
  const changed = useChanged();
  return useMutation({
    mutationFn: ({ n, taker }: { n: number; taker?: string }) =>
      unwrap(
        api.POST("/handovers/{id}/items/{n}/retry", {
          params: { path: { id, n: String(n) }, header: csrf },
          body: { taker },
        }),
      ),
    onSuccess: changed,
  });
}
