import type { LeadPreview, Order } from "@/lib/api/types";
import { order } from "./builders/orders";
import { type Handler, json, type Routes } from "./mockAnswers";

export const orderWorld = (): Order[] => [
  order(
    { id: "701", past: [order({}, { status: "open" }).now] },
    { version: 2, lines: [{ name: "年卡", quantity: "1", amount: "1234.50" }] },
  ),
  order(
    { id: "702", number: "A-1002", customer_id: null, customer_name: "" },
    { amount: "99.00", status: "refunded", name: "", phones: [] },
  ),
];

const proposed: Record<string, string> = { 订单号: "number", 下单时间: "ordered_at", 金额: "amount" };

/** The last table that was kept, as rows of cells. */
let staged: string[][] = [];

/** Rows whose amount is a number are good. */
function look(columns: Record<string, string>): LeadPreview {
  const headings = staged[0] ?? [];
  const meant = headings.map((heading) => columns[heading] ?? proposed[heading] ?? "fields");
  const rows = staged.slice(1).map((cells, index) => {
    const good = cells.some((cell, at) => meant[at] === "amount" && /^\d/.test(cell));
    return { line: index + 2, cells, problem: good ? "" : "order.amount", pointer: "" };
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
    file_name: "orders.csv",
    source: "records:order",
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

const begin: Handler = async ({ request, world }) => {
  const { columns, list } = (await request.json()) as { columns: Record<string, string>; list: string };
  const seen = look(columns);
  for (const row of seen.rows.filter((one) => one.problem === "")) {
    const number = row.cells[seen.columns.findIndex((column) => column.member === "number")] ?? "";
    world.orders.unshift(order({ id: String(world.nextId++), number, source: list }));
  }
  return json(report("running"), 202);
};

export const orderRoutes: Routes = [
  [
    "GET",
    /^\/orders$/,
    ({ world, query }) => {
      const fits = (name: string, value: string) => (query.get(name) ?? value) === value;
      const items = world.orders.filter(
        (one) =>
          one.number.startsWith(query.get("number") ?? "") &&
          fits("status", one.status) &&
          fits("source", one.source) &&
          (query.get("nobodys") !== "true" || one.customer_id === null),
      );
      return json({ items: items.map((one) => ({ ...one, past: [] })), next_cursor: null });
    },
  ],
  [
    "GET",
    /^\/customers\/(\d+)\/orders$/,
    ({ world, args }) => {
      const items = world.orders.filter((one) => one.customer_id === args[0]);
      const totals = [
        { currency: "CNY", amount: "51234.50", orders: 9, year_amount: "1234.50", year_orders: 1 },
      ];
      return json({
        items,
        next_cursor: null,
        totals: items.length > 0 ? totals : [],
        last_at: items[0]?.ordered_at ?? null,
      });
    },
  ],
  [
    "POST",
    /^\/orders\/files$/,
    async ({ request }) => {
      const text = await request.text();
      staged = text
        .trim()
        .split("\n")
        .map((line) => line.split(","));
      return json(look({}), 201);
    },
  ],
  [
    "POST",
    /^\/orders\/preview$/,
    async ({ request }) =>
      json(look(((await request.json()) as { columns: Record<string, string> }).columns)),
  ],
  ["POST", /^\/orders\/imports$/, begin],
  ["GET", /^\/orders\/imports\/(\d+)$/, () => json(report("done"))],
];
