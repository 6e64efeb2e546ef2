import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { type OrderSearch, toOrderQuery } from "../filters";

export const ordersQuery = (search: OrderSearch) => {
  const query = toOrderQuery(search);
  return infiniteQueryOptions({
    queryKey: ["orders", query],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET("/orders", { params: { query: { ...query, cursor: pageParam, limit: 50 } }, signal })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
};
