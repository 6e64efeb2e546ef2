import { infiniteQueryOptions, queryOptions, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import type { LeadState } from "@/lib/api/types";

/** Leads come at any time: what is shown follows after half a minute. */
const freshMs = 30_000;

export interface LeadFilter {
  who?: string;
  state?: LeadState;
}

export const leadsQuery = ({ who, state }: LeadFilter) =>
  infiniteQueryOptions({
    queryKey: ["leads", { who, state }],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/leads", {
          params: { query: { who: who || undefined, state, cursor: pageParam, limit: 50 } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: freshMs,
  });

export const leadCountsQuery = queryOptions({
  queryKey: ["lead-counts"],
  queryFn: ({ signal }) => unwrap(api.GET("/leads/counts", { signal })),
  refetchInterval: freshMs,
});

/** What an import that ended changes. */
export function useLeadsChanged() {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: ["leads"] });
    void client.invalidateQueries({ queryKey: leadCountsQuery.queryKey });
  };
}
