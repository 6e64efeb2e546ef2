import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { DayReport, DeskDay } from "../api";
import { type Asked, Refused, rep, sent, show } from "../testing";
import { DayPage } from "./DayPage";

const day: DeskDay = {
  from: "2026-03-01T16:00:00.000Z",
  until: "2026-03-02T16:00:00.000Z",
  notes: { note: 0, call: 2, visit: 1, other: 0 },
  customers: 3,
  steps_done: 1,
  steps_due: 0,
  steps_overdue: 1,
};

const report = (change: Partial<DayReport> = {}): DayReport => ({
  id: "1",
  day: "2026-03-02",
  user_id: "3",
  user_name: "张伟",
  employees: [],
  handed_in_at: "2026-03-02T10:00:00.000Z",
  version: 1,
  at: "2026-03-02T10:00:00.000Z",
  text: "已交的内容",
  counts: null,
  read: false,
  readers: [],
  past: [],
  ...change,
});

const answers = {
  "GET /desk/day": day,
  "GET /activity": { rows: [], until: "2026-03-02" },
  "GET /desk/report": { day: "2026-03-02", report: null },
};

describe("the report of the day", () => {
  it("is made of what happened, written on, and handed in for the server's day", async () => {
    const { user, asked } = show(<DayPage me={rep} />, {
      ...answers,
      "POST /day-reports": ({ body }: Asked) => report(body as Partial<DayReport>),
    });
    const text = await screen.findByRole("textbox", { name: "日报" });
    await waitFor(() => expect((text as HTMLTextAreaElement).value).toContain("跟进 3 条：电话 2，拜访 1"));
    await user.type(text, "客户要样册");
    await user.click(screen.getByRole("button", { name: "提交日报" }));
    expect(await screen.findByText("已提交")).toBeVisible();
    const [order] = sent(asked, "POST");
    expect(order?.body).toMatchObject({ day: "2026-03-02" });
    expect(order?.body).toMatchObject({ text: expect.stringMatching(/补充：客户要样册$/) });
    expect(screen.getByRole("button", { name: "更正并重新提交" })).toBeVisible();
  });

  it("goes on with what was handed in before, and says who read it", async () => {
    const readers = [{ name: "陈主管", version: 1, at: "2026-03-02T11:00:00.000Z" }];
    show(<DayPage me={rep} />, {
      ...answers,
      "GET /desk/report": { day: "2026-03-02", report: report({ readers }) },
    });
    expect(await screen.findByDisplayValue("已交的内容")).toBeVisible();
    expect(screen.getByText(/陈主管 已读/)).toBeVisible();
  });

  it("says why it was not taken, and keeps the words", async () => {
    const { user } = show(<DayPage me={rep} />, {
      ...answers,
      "POST /day-reports": new Refused(503, "server.unavailable"),
    });
    await user.click(await screen.findByRole("button", { name: "提交日报" }));
    expect(await screen.findByText("服务暂时不可用，请稍后再试")).toBeVisible();
    expect((screen.getByRole("textbox") as HTMLTextAreaElement).value).toContain("跟进 3 条");
  });
});
