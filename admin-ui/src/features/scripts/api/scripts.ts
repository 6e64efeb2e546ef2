import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, csrf, unwrap } from "@/lib/api/client";
import type { Script, ScriptInput } from "@/lib/api/types";

/** What the address of the page says. */
export interface ScriptSearch {
  q?: string;
  folder?: string;
  kind?: string;
}

export const kinds = ["script", "price"] as const;
type Kind = (typeof kinds)[number];
export const kindOf = (search: ScriptSearch): Kind | undefined => kinds.find((one) => one === search.kind);

export const foldersQuery = queryOptions({
  queryKey: ["scripts", "folders"],
  queryFn: ({ signal }) => unwrap(api.GET("/scripts/folders", { signal })),
});

/** How a script reads and read before, the newest first. */
export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: ["scripts", "versions", id],
    queryFn: ({ signal }) => unwrap(api.GET("/scripts/{id}/versions", { params: { path: { id } }, signal })),
  });

export function scriptsQuery(search: ScriptSearch) {
  return infiniteQueryOptions({
    queryKey: ["scripts", "list", search],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/scripts", {
          params: {
            query: {
              q: search.q || undefined,
              folder_id: search.folder || undefined,
              kind: kindOf(search),
              inactive: true,
              cursor: pageParam,
              limit: 50,
            },
          },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

interface Saved {
  content: ScriptInput;
  /** A file to be put there; null takes the file away; undefined leaves it. */
  file: File | null | undefined;
}

async function setFile(id: string, file: File | null): Promise<Script> {
  const path = { id };
  if (!file) return unwrap(api.DELETE("/scripts/{id}/file", { params: { path, header: csrf } }));
  return unwrap(
    api.PUT("/scripts/{id}/file", {
      params: { path, query: { name: file.name }, header: csrf },
      body: "",
      bodySerializer: () => file,
      headers: { "Content-Type": "application/octet-stream" },
    }),
  );
}

/** Writes a script, or changes the one that is given, then its file. */
export function useSaveScript(script: Script | undefined) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ content, file }: Saved) => {
      const saved = script
        ? await unwrap(
            api.PATCH("/scripts/{id}", {
              params: {
                path: { id: script.id },
                header: { ...csrf, "If-Match": `"v${script.version}"` },
              },
              body: content,
            }),
          )
        : await unwrap(api.POST("/scripts", { params: { header: csrf }, body: content }));
      return file === undefined ? saved : setFile(saved.id, file);
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["scripts"] }),
  });
}

export function useSaveFolder() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, title, parent_id }: { id?: string; title: string; parent_id?: string | null }) =>
      id
        ? unwrap(
            api.PATCH("/scripts/folders/{id}", {
              params: { path: { id }, header: csrf },
              body: { title, parent_id },
            }),
          )
        : unwrap(api.POST("/scripts/folders", { params: { header: csrf }, body: { title, parent_id } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["scripts"] }),
  });
}

export function useRemoveFolder() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      unwrap(api.DELETE("/scripts/folders/{id}", { params: { path: { id }, header: csrf } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["scripts"] }),
  });
}
