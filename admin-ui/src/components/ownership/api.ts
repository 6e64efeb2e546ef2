import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, csrf, unwrap } from "@/lib/api/client";
import { ApiError } from "@/lib/api/problem";
import type { OwnershipManyOrder, OwnershipOrder, Person } from "@/lib/api/types";

const freshMs = 30_000;

/** The most orders of one request. */
export const mostOrders = 1000;

/** Who serves a customer in each line of business, and the ledger. */
export function ownershipQuery(customer: string) {
  return queryOptions({
    queryKey: ["ownership", customer],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/customers/{id}/ownership", { params: { path: { id: customer } }, signal })),
    staleTime: freshMs,
  });
}

/** Why rules gave him to whom. */
export function allocationsQuery(customer: string) {
  return queryOptions({
    queryKey: ["ownership", customer, "allocations"],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/customers/{id}/allocations", { params: { path: { id: customer } }, signal })),
    staleTime: freshMs,
  });
}

/** All pools; they are few. */
export const poolsQuery = queryOptions({
  queryKey: ["pools", "list"],
  queryFn: ({ signal }) => unwrap(api.GET("/pools", { signal })),
  staleTime: freshMs,
});

/** Whatever shows who serves whom. */
function useOwnershipChanged() {
  const client = useQueryClient();
  return () =>
    Promise.all(
      [["ownership"], ["pools"], ["customers"]].map((queryKey) => client.invalidateQueries({ queryKey })),
    );
}

export interface Order {
  customer: string;
  order: OwnershipOrder;
}

/** Changes who serves one customer. A refusal too says that something else stands than what is shown. */
export function useOrder() {
  const changed = useOwnershipChanged();
  return useMutation({
    mutationFn: ({ customer, order }: Order) =>
      unwrap(
        api.POST("/customers/{id}/ownership", {
          params: { path: { id: customer }, header: csrf },
          body: order,
        }),
      ),
    onSettled: changed,
  });
}

/** Changes who serves many; each order has an outcome of its own. */
export function useOrders() {
  const changed = useOwnershipChanged();
  return useMutation({
    mutationFn: (orders: OwnershipManyOrder[]) =>
      unwrap(api.POST("/ownership", { params: { header: csrf }, body: { orders } })),
    onSettled: changed,
  });
}

/** Has the rules give customers to somebody, or only says who would get whom. */
export function useAllocate() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { customers: string[]; line: string; preview: boolean }) =>
      unwrap(api.POST("/allocations", { params: { header: csrf }, body })),
    onSettled: (_answer, _error, { preview }) =>
      preview
        ? undefined
        : Promise.all(
            [["allocation"], ["ownership"], ["customers"]].map((queryKey) =>
              client.invalidateQueries({ queryKey }),
            ),
          ),
  });
}

/** Whether an order was refused because somebody else came first. */
export function cameSecond(error: unknown): boolean {
  return error instanceof ApiError && error.code === "ownership.changed";
}

export const samePerson = (
  one: Pick<Person, "source" | "id">,
  other: Pick<Person, "source" | "id">,
): boolean => one.source === other.source && one.id === other.id;
