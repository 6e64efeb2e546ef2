import type { Order } from "@/lib/api/types";
import { order } from "./builders/orders";
import { json, type Routes } from "./mockAnswers";
import { tableRoutes } from "./mockTables";

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
  ...tableRoutes({
    kind: "orders",
    source: "records:order",
    proposed: { 订单号: "number", 下单时间: "ordered_at", 金额: "amount" },
    needs: { member: "amount", form: /^\d/, code: "order.amount" },
    take: (world, cellOf, list) =>
      world.orders.unshift(order({ id: String(world.nextId++), number: cellOf("number"), source: list })),
  }),
];
