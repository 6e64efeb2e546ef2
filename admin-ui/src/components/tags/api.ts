import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, csrf, unwrap } from "@/lib/api/client";
import type { CustomerTags, TagCatalogue, TagChange, TagDraft, TagWishState } from "@/lib/api/types";

const freshMs = 30_000;
const soonMs = 3_000;
const pageSize = 50;

/** The companies' tags in their groups. */
export const tagsQuery = queryOptions({
  queryKey: ["tags", "all"],
  queryFn: ({ signal }) => unwrap(api.GET("/tags", { signal })),
  staleTime: freshMs,
});

/** The same with how many contacts have each. */
export const countedTagsQuery = queryOptions({
  queryKey: ["tags", "counted"],
  queryFn: ({ signal }) => unwrap(api.GET("/tags", { params: { query: { count: true } }, signal })),
  staleTime: freshMs,
});

export const isWaiting = (tags: CustomerTags | undefined): boolean =>
  tags?.wishes.some((wish) => wish.state === "waiting") ?? false;

/** A customer's tags; looked at again soon while something is still to be written. */
export function customerTagsQuery(id: string) {
  return queryOptions({
    queryKey: ["tags", "customer", id],
    queryFn: ({ signal }) => unwrap(api.GET("/customers/{id}/tags", { params: { path: { id } }, signal })),
    staleTime: freshMs,
    refetchInterval: (query) => (isWaiting(query.state.data) ? soonMs : false),
  });
}

export function wishesQuery(state: TagWishState) {
  return infiniteQueryOptions({
    queryKey: ["tags", "wishes", state],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/tags/wishes", {
          params: { query: { state, cursor: pageParam, limit: pageSize } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    staleTime: freshMs,
  });
}

export interface TagEdit {
  source: string;
  add: string[];
  remove: string[];
}

function useTagsChanged() {
  const client = useQueryClient();
  return () =>
    Promise.all([["tags"], ["customers"]].map((queryKey) => client.invalidateQueries({ queryKey })));
}

export function useTagCustomer(id: string) {
  const changed = useTagsChanged();
  return useMutation({
    mutationFn: (body: TagEdit) =>
      unwrap(api.POST("/customers/{id}/tags", { params: { path: { id }, header: csrf }, body })),
    onSettled: changed,
  });
}

/** Of many customers; each has an outcome of its own. */
export function useTagCustomers() {
  const changed = useTagsChanged();
  return useMutation({
    mutationFn: (body: TagEdit & { customers: string[] }) =>
      unwrap(api.POST("/customers/tags", { params: { header: csrf }, body })),
    onSettled: changed,
  });
}

/** Changes the tags on the platform itself. */
export function useEditTags() {
  const changed = useTagsChanged();
  return useMutation({
    mutationFn: (
      edit:
        | { make: TagDraft }
        | { change: TagChange }
        | { remove: { source: string; id: string; group: boolean } },
    ): Promise<TagCatalogue> => {
      if ("make" in edit) return unwrap(api.POST("/tags", { params: { header: csrf }, body: edit.make }));
      if ("change" in edit)
        return unwrap(api.PATCH("/tags", { params: { header: csrf }, body: edit.change }));
      return unwrap(api.DELETE("/tags", { params: { query: edit.remove, header: csrf } }));
    },
    onSettled: changed,
  });
}
