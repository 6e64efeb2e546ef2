import type { Order, OrderState } from "@/lib/api/types";

export function order(change: Partial<Order> = {}, now: Partial<OrderState> = {}): Order {
  const state: OrderState = {
    version: 1,
    taken_at: "2026-03-01T02:00:00.000Z",
    taken_by: "商城",
    status: "paid",
    amount: "1234.50",
    currency: "CNY",
    ordered_at: "2026-03-01T02:00:00.000Z",
    name: "陈女士",
    wechat: "",
    unionid: "",
    title: "年卡",
    rep: "张伟",
    note: "",
    phones: ["8613900001111"],
    unread_phones: [],
    emails: [],
    lines: [],
    contact: null,
    fields: {},
    ...now,
  };
  return {
    id: "700",
    source: "shop",
    number: "A-1001",
    status: state.status,
    ordered_at: state.ordered_at,
    amount: state.amount,
    currency: state.currency,
    customer_id: "1",
    customer_name: "陈女士",
    now: state,
    past: [],
    ...change,
  };
}
