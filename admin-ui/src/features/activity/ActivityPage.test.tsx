import { describe, expect, it } from "vitest";
import { open, screen, waitFor, within } from "@/testing/render";
import { makeWorld } from "@/testing/world";

function world() {
  const made = makeWorld();
  made.users[0]!.must_change_password = false;
  return made;
}

const march = "/activity?from=2026-03-01&until=2026-03-07";

describe("the activity page", () => {
  it("shows the numbers of the range, each against as many days before", async () => {
    await open(march, { world: world(), login: "officer" });
    const tile = (await screen.findByText("发出消息", { selector: "dt" })).parentElement!;
    expect(within(tile).getByText("150")).toBeVisible();
    expect(await within(tile).findByText("+100%，上期 75")).toHaveClass("activity-better");
    const lost = screen.getByText("流失", { selector: "dt" }).parentElement!;
    expect(await within(lost).findByText("+100%，上期 1")).toHaveClass("activity-worse");
    const rate = screen.getByText("跟进率", { selector: "dt" }).parentElement!;
    expect(within(rate).getByText("45%")).toBeVisible();
  });

  it("leads from an employee's number to the messages that make it", async () => {
    await open(march, { world: world(), login: "officer" });
    const row = (await screen.findByRole("link", { name: "张伟" })).closest("tr")!;
    const link = within(row).getByRole("link", { name: "120" });
    const to = new URL(link.getAttribute("href")!, "http://x");
    expect(to.pathname).toBe("/messages");
    expect(Object.fromEntries(to.searchParams)).toEqual({
      role: "rep",
      channel: "chat",
      employee: "wecom:ww0000000000000001|zhang.wei",
      from: "2026-03-01",
      until: "2026-03-07",
    });
    expect(
      within(row)
        .getAllByRole("link", { name: "40" })
        .map((one) => one.getAttribute("href")),
    ).toEqual([
      "/customers?employee=wecom%3Aww0000000000000001%7Czhang.wei",
      "/customers?owner=wecom%3Aww0000000000000001%7Czhang.wei",
    ]);
  });

  it("says how many accounts of a person a line counts", async () => {
    await open(march, { world: world(), login: "officer" });
    const row = (await screen.findByRole("link", { name: "李娜" })).closest("tr")!;
    expect(within(row).getByText("· 2 个账号")).toBeVisible();
  });

  it("orders rows by a number, shows teams, and keeps both in the address", async () => {
    const { user, router } = await open(march, { world: world(), login: "officer" });
    await user.click(await screen.findByRole("button", { name: /回复中位数/ }));
    const names = () => screen.getAllByRole("link", { name: /张伟|李娜/ }).map((link) => link.textContent);
    expect(names()).toEqual(["李娜", "张伟"]);
    await user.selectOptions(screen.getByRole("combobox", { name: "按什么分行" }), "部门");
    await waitFor(() => expect(screen.queryByRole("link", { name: "张伟" })).toBeNull());
    expect(router.state.location.search).toMatchObject({ sort: "reply_median_s", by: "team" });
    expect(screen.getByRole("link", { name: "导出表格" })).toHaveAttribute(
      "href",
      "/api/v1/activity.xlsx?from=2026-03-01&until=2026-03-07&by=team&language=zh-CN",
    );
  });

  it("draws a measure over the days, or writes it as a table", async () => {
    const { user } = await open(march, { world: world(), login: "officer" });
    const chart = await screen.findByRole("img", { name: "发出消息 · 按日" });
    await waitFor(() => expect(chart.querySelector("rect title")?.textContent).toBe("2026-03-01: 120"));
    await user.selectOptions(screen.getByRole("combobox", { name: "指标" }), "收到消息");
    await user.selectOptions(screen.getByRole("combobox", { name: "显示方式" }), "表格");
    const table = await screen.findByRole("table", { name: "收到消息 · 按日" });
    expect(within(table).getAllByRole("row")).toHaveLength(8);
    expect(within(table).getByRole("cell", { name: "90" })).toBeVisible();
  });

  it("lists who waits, with a way into the conversation, by how long", async () => {
    const { user } = await open(march, { world: world(), login: "officer" });
    const link = await screen.findByRole("link", { name: "5小时" });
    expect(link.getAttribute("href")).toMatch(/^\/conversations\/0+5\?m=1000$/);
    expect(screen.queryByText("王先生")).toBeNull();
    await user.selectOptions(screen.getByRole("combobox", { name: "等待时长" }), "全部");
    expect(await screen.findByText("王先生")).toBeVisible();
    expect(screen.getByRole("link", { name: "陈女士" })).toHaveAttribute("href", "/customers/1");
  });
});
