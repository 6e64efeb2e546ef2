import type { ActivityCounts, ActivityRow } from "@/lib/api/types";
import { conversationId } from "./builders/messages";
import { customer, person } from "./builders/people";
import { type Handler, json, type Routes } from "./mockAnswers";

export const counts = (change: Partial<ActivityCounts> = {}): ActivityCounts => ({
  messages_out: 0,
  messages_in: 0,
  group_out: 0,
  sms_out: 0,
  sms_in: 0,
  calls_out: 0,
  calls_reached: 0,
  calls_in: 0,
  calls_missed: 0,
  talk_s: 0,
  questions: 0,
  replies: 0,
  replies_5m: 0,
  replies_1h: 0,
  replies_later: 0,
  reply_mean_s: null,
  reply_median_s: null,
  reply_p90_s: null,
  added: 0,
  deleted_by_employee: 0,
  deleted_by_customer: 0,
  lost: 0,
  contacted: 0,
  followed: 0,
  served: 0,
  served_contacted: 0,
  follow_up_rate: null,
  claimed: 0,
  assigned: 0,
  handed_over: 0,
  returned: 0,
  passed_on: 0,
  ...change,
});

const zhang = counts({
  messages_out: 120,
  messages_in: 90,
  questions: 12,
  replies: 12,
  reply_mean_s: 95.5,
  reply_median_s: 120,
  calls_out: 8,
  talk_s: 740,
  added: 3,
  contacted: 21,
  followed: 40,
  served: 40,
  served_contacted: 18,
  follow_up_rate: 0.45,
  claimed: 3,
  assigned: 5,
  handed_over: 2,
  returned: 1,
  passed_on: 4,
});
const li = counts({ messages_out: 30, messages_in: 45, replies: 4, reply_median_s: 3600, lost: 2 });

function rowsBy(by: string, from: string): ActivityRow[] {
  const empty = { employee: null, accounts: 0, team: null, first_day: null };
  if (by === "employee") {
    return [
      { ...empty, employee: person(), accounts: 1, counts: zhang },
      {
        ...empty,
        employee: person({ id: "li.na", name: "李娜", department: "华南一部" }),
        accounts: 2,
        counts: li,
      },
    ];
  }
  if (by === "team") {
    return [{ ...empty, team: { source: person().source, id: "2", name: "华东一部" }, counts: zhang }];
  }
  return [{ ...empty, first_day: from, counts: zhang }];
}

const report: Handler = ({ query }) => {
  const from = query.get("from") ?? "2026-03-01";
  const until = query.get("until") ?? "2026-03-07";
  // What was before the first of March is half of it.
  const before = until < "2026-03-01";
  const total = counts({ ...zhang, messages_out: before ? 75 : 150, lost: before ? 1 : 2 });
  return json({
    from,
    until,
    zone_minutes: 480,
    rows: before ? [] : rowsBy(query.get("by") ?? "employee", from),
    total,
  });
};

const waiting: Handler = ({ query }) => {
  const hours = Number(query.get("over_hours") ?? 0);
  const items = [5, 1]
    .filter((wait) => wait >= hours)
    .map((wait) => ({
      conversation_id: conversationId(wait),
      message_id: "1000",
      since: "2026-03-01T02:00:00.000Z",
      waiting_s: wait * 3600,
      employee: person(),
      customer: customer({ id: `wm-${wait}`, name: wait === 5 ? "陈女士" : "王先生" }),
      customer_id: wait === 5 ? "1" : null,
    }));
  return json({ items, total: items.length, next_cursor: null });
};

export const activityRoutes: Routes = [
  ["GET", /^\/activity$/, report],
  ["GET", /^\/unanswered$/, waiting],
];
