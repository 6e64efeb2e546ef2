import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { type AuditSearch, toAuditQuery } from "../filters";

export const auditQuery = (search: AuditSearch) => {
  const query = toAuditQuery(search);
  return infiniteQueryOptions({
    queryKey: ["audit", query],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET("/audit", { params: { query: { ...query, cursor: pageParam, limit: 100 } }, signal })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
};
