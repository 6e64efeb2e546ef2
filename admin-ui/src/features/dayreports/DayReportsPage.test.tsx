import { describe, expect, it } from "vitest";
import { dayReport } from "@/testing/mockDayReports";
import { open, screen, waitFor, within } from "@/testing/render";
import { makeWorld } from "@/testing/world";

function world() {
  const made = makeWorld();
  made.users[0]!.must_change_password = false;
  return made;
}

describe("reports of days", () => {
  it("shows what was counted and written, who is missing, and notes who read it", async () => {
    const w = world();
    const { user } = await open("/day-reports?day=2026-03-02", { world: w, login: "officer" });
    const report = await screen.findByRole("article", { name: "张伟" });
    expect(within(report).getByText("今天很顺利")).toBeVisible();
    expect(within(report).getByText("发 12 · 收 9")).toBeVisible();
    expect(within(report).getByText("拨出 4 · 接通 3 · 接听 0")).toBeVisible();
    expect(within(report).getByText("未读")).toBeVisible();
    expect(within(screen.getByRole("region", { name: "未提交（1）" })).getByText("李娜")).toBeVisible();
    await user.click(within(report).getByRole("button", { name: "把 张伟 的日报标为已读" }));
    await waitFor(() => expect(within(report).queryByText("未读")).toBeNull());
    expect(w.dayReports[0]!.readers).toHaveLength(1);
  });

  it("shows what a corrected report said before", async () => {
    const w = world();
    const { version, at, text, counts } = w.dayReports[0]!;
    w.dayReports = [dayReport({ version: 2, text: "更正后的", past: [{ version, at, text, counts }] })];
    const { user } = await open("/day-reports?day=2026-03-02", { world: w, login: "officer" });
    const report = await screen.findByRole("article", { name: "张伟" });
    expect(within(report).queryByText("今天很顺利")).toBeNull();
    await user.click(within(report).getByRole("button", { name: "张伟 的之前版本" }));
    expect(await within(report).findByText("今天很顺利")).toBeVisible();
  });

  it("goes from day to day, and says when nobody handed in", async () => {
    const { user, router } = await open("/day-reports?day=2026-03-02", { world: world(), login: "officer" });
    await screen.findByRole("article", { name: "张伟" });
    await user.click(screen.getByRole("button", { name: "前一天" }));
    expect(await screen.findByText("这一天还没有人提交")).toBeVisible();
    expect(router.state.location.search).toMatchObject({ day: "2026-03-01" });
  });
});
