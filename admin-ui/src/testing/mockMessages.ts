import type { Message, Segment } from "@/lib/api/types";
import { type Handler, json, page, problem, type Routes } from "./mockAnswers";
import type { World } from "./world";

function mark(message: Message, terms: string[]): Message {
  const text = message.segments.map((s) => s.t).join("");
  const segments: Segment[] = [];
  let rest = text;
  while (rest) {
    const hit = terms
      .map((term) => ({ term, at: rest.indexOf(term) }))
      .filter((h) => h.at >= 0)
      .sort((a, b) => a.at - b.at)[0];
    if (!hit) break;
    if (hit.at > 0) segments.push({ t: rest.slice(0, hit.at) });
    segments.push({ t: hit.term, m: ["query"] });
    rest = rest.slice(hit.at + hit.term.length);
  }
  if (rest) segments.push({ t: rest });
  return { ...message, segments };
}

/** What the mock understands of the language: words that must all occur, type: and -type:. */
function findMessages(world: World, query: URLSearchParams): { found: Message[]; terms: string[] } {
  const words = (query.get("q") ?? "").split(/\s+/).filter(Boolean);
  const fields = words.filter((word) => word.includes(":"));
  const terms = words.filter((word) => !word.includes(":"));
  const typeOf = (field: string) => field.split(":")[1];
  const found = [...world.conversations.values()]
    .flat()
    .filter((m) =>
      terms.every((term) =>
        m.segments
          .map((s) => s.t)
          .join("")
          .includes(term),
      ),
    )
    .filter((m) => fields.every((field) => (typeOf(field) === m.type) !== field.startsWith("-")))
    .filter((m) => !query.get("type") || m.type === query.get("type"))
    .filter((m) => !query.get("role") || m.role === query.get("role"))
    .filter((m) => !query.get("employee_id") || m.from.id === query.get("employee_id"))
    .filter((m) => query.get("recalled") !== "true" || m.recalled_at !== null)
    .filter((m) => query.get("has_media") !== "true" || m.media.length > 0)
    .sort((a, b) => b.sent_at.localeCompare(a.sent_at));
  return { found, terms };
}

function placesOf(text: string) {
  return [...text.matchAll(/\S+/g)].map((word) => ({ column: word.index + 1, length: word[0].length }));
}

const searchMessages: Handler = ({ world, query }) => {
  const text = query.get("q") ?? "";
  if ((text.split('"').length - 1) % 2 === 1) {
    const column = text.lastIndexOf('"') + 1;
    const length = text.length - column + 1;
    return problem(400, "search.quote_open", {
      field: "q",
      column: `${column}`,
      length: `${length}`,
      hint: '"',
    });
  }
  const { found, terms } = findMessages(world, query);
  if (query.get("order") === "oldest") found.reverse();
  const list = page(
    found.map((m) => mark(m, terms)),
    query,
  );
  return json({ ...list, covered: null, unknown: [], query_parts: placesOf(text) });
};

const countFacets: Handler = ({ world, query }) => {
  const { found } = findMessages(world, query);
  const types = new Map<string, number>();
  for (const m of found) types.set(m.type, (types.get(m.type) ?? 0) + 1);
  const values = [...types].map(([value, count]) => ({
    value,
    source: null,
    label: null,
    title: null,
    count,
  }));
  const day = (found[0]?.sent_at ?? "2026-03-01").slice(0, 10);
  const from = `${day}T00:00:00.000+08:00`;
  const until = new Date(Date.parse(from) + 86_400_000).toISOString();
  return json({
    total: found.length,
    exact: true,
    counted: found.length,
    facets: [{ name: "type", values }],
    histogram: found.length > 0 ? [{ from, until, count: found.length }] : [],
  });
};

export const messageRoutes: Routes = [
  ["GET", /^\/messages$/, searchMessages],
  ["GET", /^\/messages\/facets$/, countFacets],
];
