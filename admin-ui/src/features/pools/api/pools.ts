import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, csrf, unwrap } from "@/lib/api/client";
import type { PublicPool, PublicPoolSettings } from "@/lib/api/types";

const pageSize = 50;
const freshMs = 30_000;

/** Who is in a pool, the last to come first. */
export function poolCustomersQuery(pool: string) {
  return infiniteQueryOptions({
    queryKey: ["pools", "customers", pool],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/pools/{id}/customers", {
          params: { path: { id: pool }, query: { cursor: pageParam, limit: pageSize } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    staleTime: freshMs,
  });
}

/** Customers whom a pool takes back soon, the next first. */
export const returningQuery = queryOptions({
  queryKey: ["pools", "returning"],
  queryFn: ({ signal }) =>
    unwrap(api.GET("/ownership/returning", { params: { query: { limit: 200 } }, signal })),
  staleTime: freshMs,
});

/** Makes a pool, or changes one unless somebody else did meanwhile. */
export function useSavePool(pool: PublicPool | undefined) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: PublicPoolSettings): Promise<PublicPool> =>
      pool
        ? unwrap(
            api.PUT("/pools/{id}", {
              params: { path: { id: pool.id }, header: { ...csrf, "If-Match": `"v${pool.version}"` } },
              body,
            }),
          )
        : unwrap(api.POST("/pools", { params: { header: csrf }, body })),
    onSettled: () => client.invalidateQueries({ queryKey: ["pools"] }),
  });
}
