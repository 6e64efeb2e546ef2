import type { LeadPreview } from "@/lib/api/types";
import { json, problem, type Routes } from "./mockAnswers";
import type { World } from "./world";

/** How tables of one kind are imported. */
interface Tables {
  kind: "leads" | "orders";
  source: string;
  /** What a column means by its heading; all others are fields of their own. */
  proposed: Record<string, string>;
  /** What every row must have, and the code of a row without it. */
  needs: { member: string; form: RegExp; code: string };
  /** Keeps a good row, whose cell of a member it is told. */
  take: (world: World, cellOf: (member: string) => string, list: string) => void;
}

interface Mapping {
  columns: Record<string, string>;
  list: string;
}

const mappingOf = async (request: Request) => (await request.json()) as Mapping;

/** Answers of an import: a table is kept, looked at, taken and reported on. */
export function tableRoutes({ kind, source, proposed, needs, take }: Tables): Routes {
  /** The last table that was kept, as rows of cells. */
  let staged: string[][] = [];

  function look(columns: Record<string, string>): LeadPreview {
    const headings = staged[0] ?? [];
    const meant = headings.map((heading) => columns[heading] ?? proposed[heading] ?? "fields");
    const rows = staged.slice(1).map((cells, index) => {
      const good = cells.some((cell, at) => meant[at] === needs.member && needs.form.test(cell));
      return { line: index + 2, cells, problem: good ? "" : needs.code, pointer: "" };
    });
    const good = rows.filter((row) => row.problem === "").length;
    return {
      file: "f".repeat(32),
      columns: headings.map((heading, at) => ({ heading, member: meant[at]! })),
      rows,
      good,
      bad: rows.length - good,
      whole: true,
    };
  }

  function report(state: "running" | "done") {
    const { good, bad, rows } = look({});
    return {
      id: "4",
      state,
      file_name: `${kind}.csv`,
      source,
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

  const path = (rest: string) => new RegExp(`^/${kind}/${rest}$`);
  return [
    [
      "POST",
      path("files"),
      async ({ request }) => {
        const text = await request.text();
        staged = text
          .trim()
          .split("\n")
          .map((line) => line.split(","));
        if (!staged[0]?.some((heading) => proposed[heading] === needs.member))
          return problem(400, "records.columns_missing");
        return json(look({}), 201);
      },
    ],
    ["POST", path("preview"), async ({ request }) => json(look((await mappingOf(request)).columns))],
    [
      "POST",
      path("imports"),
      async ({ request, world }) => {
        const { columns, list } = await mappingOf(request);
        const seen = look(columns);
        for (const { cells } of seen.rows.filter((row) => row.problem === "")) {
          const cellOf = (member: string) =>
            cells[seen.columns.findIndex((column) => column.member === member)] ?? "";
          take(world, cellOf, list);
        }
        return json(report("running"), 202);
      },
    ],
    ["GET", path("imports/(\\d+)"), () => json(report("done"))],
  ];
}
