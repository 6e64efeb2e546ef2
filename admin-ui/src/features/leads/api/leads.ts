import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, csrf, unwrap } from "@/lib/api/client";
import type { LeadState } from "@/lib/api/types";

/** Leads come at any time: what is shown follows after half a minute. */
const freshMs = 30_000;
/** How often a running import is asked how far it is. */
const runningMs = 500;

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

export const leadImportQuery = (id: string) =>
  queryOptions({
    queryKey: ["lead-import", id],
    queryFn: ({ signal }) => unwrap(api.GET("/leads/imports/{id}", { params: { path: { id } }, signal })),
    refetchInterval: (query) => (query.state.data?.state === "running" ? runningMs : false),
  });

/** Keeps a file on the server and says how its first rows would be read. */
export function useStage() {
  return useMutation({
    mutationFn: (file: File) =>
      unwrap(
        api.POST("/leads/files", {
          params: { header: csrf, query: { name: file.name.slice(0, 200) } },
          headers: { "Content-Type": "application/octet-stream" },
          body: file as unknown as string,
          bodySerializer: (body) => body as unknown as File,
        }),
      ),
  });
}

export interface Mapping {
  file: string;
  columns: Record<string, string>;
}

export function usePreview() {
  return useMutation({
    mutationFn: (body: Mapping) => unwrap(api.POST("/leads/preview", { params: { header: csrf }, body })),
  });
}

export function useImport() {
  return useMutation({
    mutationFn: (body: Mapping & { list: string }) =>
      unwrap(api.POST("/leads/imports", { params: { header: csrf }, body })),
  });
}

/** What an import that ended changes. */
export function useLeadsChanged() {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: ["leads"] });
    void client.invalidateQueries({ queryKey: leadCountsQuery.queryKey });
  };
}
