import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { type ArchiveSearch, toMessageQuery } from "../filters";

const pageSize = 50;

export function messagesQuery(search: ArchiveSearch) {
  const query = toMessageQuery(search);
  return infiniteQueryOptions({
    queryKey: ["messages", "search", query],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/messages", { params: { query: { ...query, cursor: pageParam, limit: pageSize } }, signal }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    staleTime: 30_000,
  });
}

/** What the same search finds, counted; asked beside it, so that the list never waits for it. */
export function facetsQuery(search: ArchiveSearch) {
  const { order: _order, ...query } = toMessageQuery(search);
  return queryOptions({
    queryKey: ["messages", "facets", query],
    queryFn: ({ signal }) => unwrap(api.GET("/messages/facets", { params: { query }, signal })),
    staleTime: 30_000,
  });
}

export function conversationQuery(id: string) {
  return queryOptions({
    queryKey: ["conversation", id, "head"],
    queryFn: ({ signal }) => unwrap(api.GET("/conversations/{id}", { params: { path: { id } }, signal })),
    staleTime: 60_000,
  });
}
