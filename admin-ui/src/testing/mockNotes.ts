import type { Note, NoteKind } from "@/lib/api/types";
import { note } from "./builders/notes";
import { type Handler, json, problem, type Routes } from "./mockAnswers";

const list: Handler = ({ world, query, args }) => {
  const open = query.get("open") === "true";
  const items = world.notes
    .filter((one) => one.customer_id === args[0])
    .filter((one) => !open || (one.next_step !== null && one.next_step.done_at === null));
  return json({ items, next_cursor: null });
};

const write: Handler = async ({ world, request, args, who }) => {
  const body = (await request.json()) as {
    kind?: NoteKind;
    text: string;
    next_step?: string;
    due_at?: string;
  };
  const step = body.next_step && body.due_at ? { text: body.next_step, due_at: body.due_at } : null;
  const made = note({
    id: String(world.nextId++),
    customer_id: args[0]!,
    writer_id: who.id,
    writer_name: who.display_name,
    changed_by: who.display_name,
    kind: body.kind ?? "note",
    text: body.text,
    next_step: step && { ...step, done_at: null },
  });
  world.notes.unshift(made);
  return json(made, 201);
};

const change: Handler = async ({ world, request, args }) => {
  const found: Note | undefined = world.notes.find((one) => one.id === args[0]);
  if (!found) return problem(404, "note.not_found");
  if (request.headers.get("If-Match") !== `"v${found.version}"`) return problem(409, "note.changed");
  const body = (await request.json()) as { done?: boolean };
  if (body.done && found.next_step) found.next_step.done_at = "2026-03-01T03:00:00.000Z";
  found.version += 1;
  return json(found);
};

export const noteRoutes: Routes = [
  ["GET", /^\/customers\/(\d+)\/notes$/, list],
  ["POST", /^\/customers\/(\d+)\/notes$/, write],
  ["PATCH", /^\/notes\/(\d+)$/, change],
];
