import type { LeadPreview } from "@/lib/api/types";
import { lead } from "./builders/leads";
import { type Handler, json, problem, type Routes } from "./mockAnswers";

const file = "f".repeat(32);
const proposed: Record<string, string> = { 姓名: "name", 手机: "phone", 微信: "wechat", 备注: "note" };

/** The last table that was kept, as rows of cells. */
let staged: string[][] = [];

/** Rows with a digit somewhere in a column that is a phone are good. */
function look(columns: Record<string, string>): LeadPreview {
  const headings = staged[0] ?? [];
  const meant = headings.map((heading) => columns[heading] ?? proposed[heading] ?? "fields");
  const rows = staged.slice(1).map((cells, index) => {
    const good = cells.some((cell, at) => meant[at] === "phone" && /\d/.test(cell));
    return { line: index + 2, cells, problem: good ? "" : "lead.no_identity", pointer: "" };
  });
  const good = rows.filter((row) => row.problem === "").length;
  return {
    file,
    columns: headings.map((heading, at) => ({ heading, member: meant[at]! })),
    rows,
    good,
    bad: rows.length - good,
    whole: true,
  };
}

const stage: Handler = async ({ request }) => {
  const text = await request.text();
  staged = text
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  if (!staged[0]?.some((heading) => proposed[heading] === "phone"))
    return problem(400, "records.columns_missing");
  return json(look({}), 201);
};

const begin: Handler = async ({ request, world }) => {
  const { columns } = (await request.json()) as { columns: Record<string, string> };
  const seen = look(columns);
  for (const row of seen.rows.filter((one) => one.problem === "")) {
    const name = row.cells[seen.columns.findIndex((column) => column.member === "name")] ?? "";
    world.leads.unshift(lead({ id: String(world.nextId++), name, intake: "records:lead" }));
  }
  return json(report("running"), 202);
};

function report(state: "running" | "done") {
  const { good, bad, rows } = look({});
  return {
    id: "4",
    state,
    file_name: "leads.csv",
    source: "records:lead",
    size: 100,
    done: 100,
    accepted: good,
    duplicate: 0,
    refused: bad,
    problem: "",
    problem_detail: "",
    faults: rows.filter((row) => row.problem).map((row) => ({ line: row.line, code: row.problem })),
  };
}

export const leadRoutes: Routes = [
  [
    "GET",
    /^\/leads$/,
    ({ world, query }) => {
      const who = query.get("who") ?? "";
      const state = query.get("state");
      const items = world.leads.filter(
        (one) =>
          (!state || one.state === state) &&
          (one.name.includes(who) || one.phones.some((phone) => phone.endsWith(who))),
      );
      return json({ items, next_cursor: null });
    },
  ],
  [
    "GET",
    /^\/leads\/counts$/,
    ({ world }) => {
      const of = (state: string) => world.leads.filter((one) => one.state === state).length;
      return json({ arrived: of("arrived"), new: of("new"), duplicate: of("duplicate") });
    },
  ],
  ["POST", /^\/leads\/files$/, stage],
  [
    "POST",
    /^\/leads\/preview$/,
    async ({ request }) =>
      json(look(((await request.json()) as { columns: Record<string, string> }).columns)),
  ],
  ["POST", /^\/leads\/imports$/, begin],
  ["GET", /^\/leads\/imports\/(\d+)$/, () => json(report("done"))],
];
