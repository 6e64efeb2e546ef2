import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, csrf, unwrap } from "@/lib/api/client";
import type { ArchiveSearch } from "../filters";

export const savedQuery = queryOptions({
  queryKey: ["searches"],
  queryFn: ({ signal }) => unwrap(api.GET("/searches", { signal })),
  staleTime: 60_000,
});

/** What a search is made of, without what happens to be open beside it. */
export function paramsOf(search: ArchiveSearch): Record<string, string> {
  const { in: _in, at: _at, off: _off, ...kept } = search;
  return kept as Record<string, string>;
}

export function useSaveSearch() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { name: string; shared: boolean; params: Record<string, string> }) =>
      unwrap(api.POST("/searches", { params: { header: csrf }, body: input })),
    onSuccess: () => client.invalidateQueries({ queryKey: savedQuery.queryKey }),
  });
}

export function useDeleteSearch() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      unwrap(api.DELETE("/searches/{id}", { params: { path: { id }, header: csrf } })),
    onSuccess: () => client.invalidateQueries({ queryKey: savedQuery.queryKey }),
  });
}

export function similarQuery(id: string) {
  return queryOptions({
    queryKey: ["conversation", id, "similar"],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/conversations/{id}/similar", { params: { path: { id } }, signal })),
    staleTime: 60_000,
  });
}

/** The first message of a conversation at or after a time; undefined when there is none. */
export async function firstAfter(conversationId: string, from: string): Promise<string | undefined> {
  const page = await unwrap(
    api.GET("/messages", {
      params: { query: { conversation_id: conversationId, from, order: "oldest", limit: 1 } },
    }),
  );
  return page.items[0]?.id;
}
