import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { type QueueSearch, toAlertQuery } from "../filters";

const pageSize = 50;

export const alertsKey = ["alerts", "list"] as const;

export function alertsQuery(search: QueueSearch) {
  const query = toAlertQuery(search);
  return infiniteQueryOptions({
    queryKey: [...alertsKey, query],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/alerts", { params: { query: { ...query, cursor: pageParam, limit: pageSize } }, signal }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export const countsQuery = queryOptions({
  queryKey: ["alerts", "counts"],
  queryFn: ({ signal }) => unwrap(api.GET("/alerts/counts", { signal })),
  refetchInterval: 60_000,
});

export function alertKey(id: string): readonly unknown[] {
  return ["alerts", "detail", id];
}

export function alertQuery(id: string) {
  return queryOptions({
    queryKey: ["alerts", "detail", id],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/alerts/{id}", { params: { path: { id }, query: { context: 5 } }, signal })),
    staleTime: 60_000,
  });
}

export const categoriesQuery = queryOptions({
  queryKey: ["rules", "categories"],
  queryFn: ({ signal }) => unwrap(api.GET("/rules/categories", { signal })),
  staleTime: 5 * 60_000,
});
