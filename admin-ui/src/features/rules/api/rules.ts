import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";

export const rulesQuery = queryOptions({
  queryKey: ["rules", "list"],
  queryFn: ({ signal }) => unwrap(api.GET("/rules", { signal })),
  staleTime: 60_000,
});

export const packQuery = queryOptions({
  queryKey: ["rules", "categories"],
  queryFn: ({ signal }) => unwrap(api.GET("/rules/categories", { signal })),
  staleTime: 5 * 60_000,
});
