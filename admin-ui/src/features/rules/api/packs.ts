import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, csrf, unwrap } from "@/lib/api/client";
import { ApiError } from "@/lib/api/problem";
import type { PackState, PackVersion, TrialLine } from "@/lib/api/types";

/** Text by path; null removes the file. */
export type Edits = Readonly<Record<string, string | null>>;

const versionsKey = ["packs"] as const;

export const versionsQuery = queryOptions({
  queryKey: [...versionsKey, "list"],
  queryFn: ({ signal }) => unwrap(api.GET("/rules/versions", { params: { query: { limit: 100 } }, signal })),
});

export function versionQuery(id: string) {
  return queryOptions({
    queryKey: [...versionsKey, "one", id],
    queryFn: ({ signal }) => unwrap(api.GET("/rules/versions/{id}", { params: { path: { id } }, signal })),
  });
}

export function filesQuery(id: string) {
  return queryOptions({
    queryKey: [...versionsKey, "files", id],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/rules/versions/{id}/files", { params: { path: { id } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Every fault of a version with unsaved files laid over it. */
export function validationQuery(id: string, revision: number, edits: Edits) {
  return queryOptions({
    queryKey: [...versionsKey, "validation", id, revision, edits],
    queryFn: ({ signal }) =>
      unwrap(
        api.POST("/rules/versions/{id}/validation", {
          params: { path: { id }, header: csrf },
          body: { files: edits },
          signal,
        }),
      ),
    placeholderData: (old) => old,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}

export function trialQuery(id: string, revision: number, edits: Edits, lines: TrialLine[]) {
  return queryOptions({
    queryKey: [...versionsKey, "trial", id, revision, edits, lines],
    queryFn: ({ signal }) =>
      unwrap(
        api.POST("/rules/versions/{id}/trial", {
          params: { path: { id }, header: csrf },
          body: { lines, unsaved: edits },
          signal,
        }),
      ),
    enabled: lines.length > 0,
    placeholderData: (old) => old,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}

export function diffQuery(id: string, revision: number, base: string | undefined) {
  return queryOptions({
    queryKey: [...versionsKey, "diff", id, revision, base ?? ""],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/rules/versions/{id}/diff", { params: { path: { id }, query: { base } }, signal })),
  });
}

/** A conflict of two people who save the same draft. */
export function isConflict(error: unknown): boolean {
  return error instanceof ApiError && error.status === 412;
}

export function useCreateDraft() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { from?: string; note?: string }) =>
      unwrap(api.POST("/rules/versions", { params: { header: csrf }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: versionsKey }),
  });
}

export function useDeleteDraft() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      unwrap(api.DELETE("/rules/versions/{id}", { params: { path: { id }, header: csrf } })),
    onSuccess: () => client.invalidateQueries({ queryKey: versionsQuery.queryKey }),
  });
}

export function useSaveFiles(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ revision, files }: { revision: number; files: Edits }) =>
      unwrap(
        api.PATCH("/rules/versions/{id}/files", {
          params: { path: { id }, header: { ...csrf, "If-Match": `"v${revision}"` } },
          body: { files },
        }),
      ),
    onSuccess: async ({ version }) => {
      keep(client, version);
      await client.invalidateQueries({ queryKey: filesQuery(id).queryKey });
      void client.invalidateQueries({ queryKey: versionQuery(id).queryKey });
    },
  });
}

export function useMove(version: PackVersion) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ to, note }: { to: PackState; note: string }) =>
      unwrap(
        api.POST("/rules/versions/{id}/transitions", {
          params: { path: { id: version.id }, header: { ...csrf, "If-Match": `"v${version.revision}"` } },
          body: { to, note: note || undefined },
        }),
      ),
    onSuccess: (moved) => {
      keep(client, moved);
      void client.invalidateQueries({
        queryKey: versionsKey,
        predicate: (query) => query.queryKey[1] !== "trial",
      });
      void client.invalidateQueries({ queryKey: ["rules"] });
    },
  });
}

function keep(client: ReturnType<typeof useQueryClient>, version: PackVersion): void {
  client.setQueryData(versionQuery(version.id).queryKey, (old) => (old ? { ...old, ...version } : old));
}
