import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";

export const auditQuery = infiniteQueryOptions({
  queryKey: ["audit"],
  initialPageParam: undefined as string | undefined,
  queryFn: ({ pageParam, signal }) =>
    unwrap(api.GET("/audit", { params: { query: { cursor: pageParam, limit: 100 } }, signal })),
  getNextPageParam: (page) => page.next_cursor ?? undefined,
});
