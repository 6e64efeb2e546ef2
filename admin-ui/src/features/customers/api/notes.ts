import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, csrf, unwrap } from "@/lib/api/client";
import type { Note, NoteKind } from "@/lib/api/types";

/** Next steps of a customer that nobody has done yet, the first due first. */
export function openStepsQuery(id: string) {
  return queryOptions({
    queryKey: ["customers", "notes", id, "open"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/customers/{id}/notes", {
          params: { path: { id }, query: { open: true, limit: 20 } },
          signal,
        }),
      ),
    staleTime: 30_000,
  });
}

interface Draft {
  kind: NoteKind;
  text: string;
  next_step?: string;
  due_at?: string;
}

export function useWriteNote(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Draft) =>
      unwrap(api.POST("/customers/{id}/notes", { params: { path: { id }, header: csrf }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["customers"] }),
  });
}

export function useStepDone() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (note: Note) =>
      unwrap(
        api.PATCH("/notes/{id}", {
          params: { path: { id: note.id }, header: { ...csrf, "If-Match": `"v${note.version}"` } },
          body: { done: true },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: ["customers"] }),
  });
}
