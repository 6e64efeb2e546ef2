import { queryOptions, useMutation } from "@tanstack/react-query";
import { api, csrf, unwrap } from "@/lib/api/client";

/** What rows of a table may become: each has operations of its own that work alike. */
export type TableKind = "leads" | "orders";

/** How often a running import is asked how far it is. */
const runningMs = 500;

export const tableImportQuery = (kind: TableKind, id: string) =>
  queryOptions({
    queryKey: ["table-import", kind, id],
    queryFn: ({ signal }) => unwrap(api.GET(`/${kind}/imports/{id}`, { params: { path: { id } }, signal })),
    refetchInterval: (query) => (query.state.data?.state === "running" ? runningMs : false),
  });

/** Keeps a file on the server and says how its first rows would be read. */
export function useStage(kind: TableKind) {
  return useMutation({
    mutationFn: (file: File) =>
      unwrap(
        api.POST(`/${kind}/files`, {
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

export function usePreview(kind: TableKind) {
  return useMutation({
    mutationFn: (body: Mapping) => unwrap(api.POST(`/${kind}/preview`, { params: { header: csrf }, body })),
  });
}

export function useImport(kind: TableKind) {
  return useMutation({
    mutationFn: (body: Mapping & { list: string }) =>
      unwrap(api.POST(`/${kind}/imports`, { params: { header: csrf }, body })),
  });
}
