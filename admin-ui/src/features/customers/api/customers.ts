import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, csrf, unwrap } from "@/lib/api/client";
import type { Customer, CustomerChange } from "@/lib/api/types";
import { type CustomerSearch, type ListSearch, toListQuery, toTimelineQuery } from "../filters";

const pageSize = 50;
const freshMs = 30_000;

export function customersQuery(search: ListSearch) {
  const query = toListQuery(search);
  return infiniteQueryOptions({
    queryKey: ["customers", "list", query],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/customers", {
          params: { query: { ...query, cursor: pageParam, limit: pageSize } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    staleTime: freshMs,
  });
}

/** Saved conditions that the list may be narrowed by. */
export const segmentsQuery = queryOptions({
  queryKey: ["segments", "list"],
  queryFn: ({ signal }) => unwrap(api.GET("/segments", { signal })),
  staleTime: freshMs,
});

/** How the company's own fields are filled in. */
export const fieldsQuery = queryOptions({
  queryKey: ["segments", "fields"],
  queryFn: ({ signal }) => unwrap(api.GET("/customer-fields", { signal })),
  staleTime: freshMs,
});

export function customerQuery(id: string) {
  return queryOptions({
    queryKey: ["customers", "one", id],
    queryFn: ({ signal }) => unwrap(api.GET("/customers/{id}", { params: { path: { id } }, signal })),
    staleTime: freshMs,
  });
}

export function timelineQuery(id: string, search: CustomerSearch) {
  const query = toTimelineQuery(search);
  return infiniteQueryOptions({
    queryKey: ["customers", "timeline", id, query],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/customers/{id}/timeline", {
          params: { path: { id }, query: { ...query, cursor: pageParam, limit: pageSize } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    staleTime: freshMs,
  });
}

/** What a customer bought, a few at a time, with the sums over all. */
export function customerOrdersQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: ["customers", "orders", id],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/customers/{id}/orders", {
          params: { path: { id }, query: { cursor: pageParam, limit: 5 } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    staleTime: freshMs,
  });
}

/** Sets what a person may set; the record must not have changed meanwhile. */
export function useChangeCustomer(customer: Customer) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CustomerChange) =>
      unwrap(
        api.PATCH("/customers/{id}", {
          params: { path: { id: customer.id }, header: { ...csrf, "If-Match": `"v${customer.version}"` } },
          body,
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ["customers"] }),
  });
}

export function useMerge(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { other: string; reason: string }) =>
      unwrap(api.POST("/customers/{id}/merges", { params: { path: { id }, header: csrf }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["customers"] }),
  });
}

export function useUnmerge() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, reason }: { id: string; reason: string }) =>
      unwrap(
        api.POST("/customer-merges/{id}/undo", { params: { path: { id }, header: csrf }, body: { reason } }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ["customers"] }),
  });
}
