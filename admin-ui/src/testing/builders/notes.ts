import type { Note } from "@/lib/api/types";

export function note(change: Partial<Note> = {}): Note {
  return {
    id: "1",
    customer_id: "1",
    writer_id: "3",
    writer_name: "张伟",
    at: "2026-03-01T02:00:00.000Z",
    version: 1,
    changed_at: "2026-03-01T02:00:00.000Z",
    changed_by: "张伟",
    kind: "note",
    text: "想要样册",
    next_step: null,
    past: [],
    removed_at: null,
    ...change,
  };
}
