import type { DayReport } from "@/lib/api/types";
import { person } from "./builders/people";
import { counts } from "./mockActivity";
import { type Handler, json, problem, type Routes } from "./mockAnswers";

export const dayReport = (change: Partial<DayReport> = {}): DayReport => ({
  id: "1",
  day: "2026-03-02",
  user_id: "3",
  user_name: "张伟",
  employees: [person()],
  handed_in_at: "2026-03-02T10:00:00.000Z",
  version: 1,
  at: "2026-03-02T10:00:00.000Z",
  text: "今天很顺利",
  counts: {
    desk: {
      from: "2026-03-01T16:00:00.000Z",
      until: "2026-03-02T16:00:00.000Z",
      notes: { note: 1, call: 2, visit: 0, other: 0 },
      customers: 3,
      steps_done: 2,
      steps_due: 0,
      steps_overdue: 1,
    },
    activity: counts({ messages_out: 12, messages_in: 9, calls_out: 4, calls_reached: 3, talk_s: 600 }),
  },
  read: false,
  readers: [],
  past: [],
  ...change,
});

const list: Handler = ({ world, query }) => {
  const items = world.dayReports.filter((one) => one.day === query.get("day"));
  const department = query.get("department_id");
  const missing = department ? [] : [{ user_id: "9", user_name: "李娜", employees: [] }];
  return json({
    day: query.get("day"),
    items: items.map((one) => ({ ...one, past: [] })),
    total: items.length,
    next_cursor: null,
    missing,
    missing_total: missing.length,
  });
};

const read: Handler = ({ world, args, who }) => {
  const found = world.dayReports.find((one) => one.id === args[0]);
  if (!found) return problem(404, "day_report.not_found");
  found.read = true;
  found.readers.push({ name: who.display_name, version: found.version, at: "2026-03-02T11:00:00.000Z" });
  return new Response(null, { status: 204 });
};

const get: Handler = ({ world, args }) => {
  const found = world.dayReports.find((one) => one.id === args[0]);
  return found ? json(found) : problem(404, "day_report.not_found");
};

export const dayReportRoutes: Routes = [
  ["GET", /^\/day-reports$/, list],
  ["GET", /^\/day-reports\/(\d+)$/, get],
  ["POST", /^\/day-reports\/(\d+)\/read$/, read],
];
