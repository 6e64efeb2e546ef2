import { describe, expect, it } from "vitest";
import { allocation, allocationRule } from "@/testing/mockAllocation";
import { ownershipEntry } from "@/testing/mockPools";
import { fireEvent, open, screen, waitFor, within } from "@/testing/render";
import { makeWorld, type World } from "@/testing/world";

function world(): World {
  const made = makeWorld();
  made.users[0]!.must_change_password = false;
  return made;
}

describe("the allocation page", () => {
  it("shows rules in words, with takers as they stand and those who left", async () => {
    await open("/allocation", { world: world(), login: "officer" });
    const row = (await screen.findByText("1. 浙江客户")).closest("tr")!;
    for (const text of [
      "地区：浙江",
      "等级：A、B",
      "按权重轮流",
      "周一、周二 09:00–18:00，其余时间等待",
      "30 分钟内没有联系则转给下一位，最多 2 次",
      "权重 3，归属 12，今日 3",
      "已离职",
    ])
      expect(within(row).getAllByText(text)[0]).toBeVisible();
    expect(await within(row).findByText("之后进入公海“华东公海”")).toBeVisible();
    expect(screen.queryByRole("button", { name: "新建规则" })).toBeNull();
    expect(screen.queryByRole("button", { name: /编辑规则/ })).toBeNull();
  });

  it("changes a rule and says what cannot be meant", async () => {
    const { user, world: w } = await open("/allocation", { world: world(), login: "admin" });
    await user.click(await screen.findByRole("button", { name: "编辑规则“浙江客户”" }));
    const drawer = await screen.findByRole("dialog", { name: "编辑规则“浙江客户”" });
    fireEvent.change(within(drawer).getByLabelText("到（时:分）"), { target: { value: "08:00" } });
    await user.click(within(drawer).getByRole("button", { name: "保存" }));
    expect(await within(drawer).findByText(/结束要晚于开始/)).toBeVisible();
    expect(w.allocation.rules[0]!.version).toBe(1);
    fireEvent.change(within(drawer).getByLabelText("到（时:分）"), { target: { value: "20:00" } });
    fireEvent.change(within(drawer).getByLabelText("张伟 权重"), { target: { value: "5" } });
    await user.click(within(drawer).getByRole("button", { name: "保存" }));
    await waitFor(() => expect(w.allocation.rules[0]!.version).toBe(2));
    expect(w.allocation.rules[0]).toMatchObject({
      hours: { weekdays: [1, 2], from: 540, to: 1200 },
      takers: [
        { id: "zhang.wei", weight: 5 },
        { id: "qian.gone", weight: 1 },
      ],
      fallback_pool: "7",
    });
  });

  it("puts rules into another order", async () => {
    const w = world();
    w.allocation.rules.push(allocationRule({ id: "2", name: "其余客户", conditions: {} }));
    const { user } = await open("/allocation", { world: w, login: "admin" });
    await user.click(await screen.findByRole("button", { name: "下移“浙江客户”" }));
    expect(await screen.findByText("1. 其余客户")).toBeVisible();
    expect(w.allocation.rules.map((one) => one.id)).toEqual(["2", "1"]);
  });

  it("says why somebody waits, and who would get him", async () => {
    const { user } = await open("/allocation?tab=waiting", { world: world(), login: "officer" });
    const table = await screen.findByRole("table", { name: "等待分配" });
    expect(within(table).getByText("接收人都已满或暂停")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "试算现在会分给谁" }));
    const preview = await screen.findByRole("table", { name: "试算现在会分给谁" });
    expect(within(preview).getByText("张伟")).toBeVisible();
  });

  it("takes a customer off the list with a reason", async () => {
    const { user, world: w } = await open("/allocation?tab=waiting", { world: world(), login: "officer" });
    await user.click(await screen.findByRole("button", { name: "取消等待：陈女士" }));
    const dialog = await screen.findByRole("dialog", { name: "取消等待：陈女士" });
    const done = within(dialog).getByRole("button", { name: /确\s*[定认]/ });
    expect(done).toBeDisabled();
    fireEvent.change(within(dialog).getByLabelText("原因"), { target: { value: "同行询价" } });
    await user.click(done);
    expect(await screen.findByText("没有客户在等待")).toBeVisible();
    expect(w.allocation.reasons).toEqual(["同行询价"]);
  });

  it("asks for decisions by rule, outcome and whole days, and keeps that in the address", async () => {
    const { world: w } = await open("/allocation?tab=decisions&from=2026-03-01&until=2026-03-01", {
      world: world(),
      login: "officer",
    });
    await screen.findByRole("table", { name: "分配记录" });
    expect(w.allocation.asked).toContain(
      "from=2026-02-28T16%3A00%3A00.000Z&until=2026-03-01T16%3A00%3A00.000Z",
    );
    fireEvent.change(screen.getByLabelText("结果"), { target: { value: "moved_on" } });
    expect(await screen.findByText("还没有分配记录")).toBeVisible();
    expect(w.allocation.asked).toContain("act=moved_on");
    fireEvent.change(screen.getByLabelText("结果"), { target: { value: "refused" } });
    await waitFor(() => expect(w.allocation.asked).toContain("state=refused"));
  });

  it("says of a decision why it came to this", async () => {
    const w = world();
    w.allocation.decisions.unshift(
      allocation({ id: "6", act: "kept", rule: null, why: {}, time_out: { state: "none", due_at: null } }),
    );
    const { user } = await open("/allocation?tab=decisions", { world: w, login: "officer" });
    const table = await screen.findByRole("table", { name: "分配记录" });
    expect(within(table).getByText("仍归 张伟")).toBeVisible();
    await user.click(within(table).getByText("按权重轮流"));
    expect(within(table).getByText("“上海客户”不适用：地区不符")).toBeVisible();
    expect(within(table).getByText("张伟：选中（当时归属 11，当日 2，权重 3）")).toBeVisible();
    expect(within(table).getByText("另有 4 人：归属已满")).toBeVisible();
  });

  it("adds a day off to the calendar and takes it out again", async () => {
    const { user, world: w } = await open("/allocation?tab=calendar", { world: world(), login: "admin" });
    fireEvent.change(await screen.findByLabelText("日期"), { target: { value: "2026-10-01" } });
    await user.click(screen.getByRole("button", { name: "加入日历" }));
    expect(await screen.findByText("2026-10-01")).toBeVisible();
    expect(w.allocation.calendar).toEqual([{ date: "2026-10-01", works: false, note: "" }]);
    await user.click(screen.getByRole("button", { name: "从日历删除 2026-10-01" }));
    await waitFor(() => expect(w.allocation.calendar).toEqual([]));
  });
});

describe("the list of customers", () => {
  it("shows who would get those who are picked, and has the rules do it", async () => {
    const { user, world: w } = await open("/customers", { world: world(), login: "officer" });
    await user.click((await screen.findAllByRole("checkbox", { name: /陈女士/ }))[0]!);
    await user.click(screen.getByRole("button", { name: "按规则分配" }));
    expect(await screen.findByText("按规则分配 1 位客户")).toBeInTheDocument();
    const dialog = screen.getByRole("dialog", { hidden: true });
    const preview = await within(dialog).findByRole("table", { hidden: true });
    expect(within(preview).getByText("张伟")).toBeInTheDocument();
    expect(w.allocation.offered).toEqual([]);
    await user.click(within(dialog).getByRole("button", { name: "按规则分配", hidden: true }));
    expect(await within(dialog).findByText(/已交给规则分配：1 位/)).toBeInTheDocument();
    expect(w.allocation.offered).toHaveLength(1);
  });
});

describe("the ledger of a customer", () => {
  it("says of an entry of the rules why he came to his owner", async () => {
    const w = world();
    w.ownership.ledgers.set("1", {
      items: [],
      history: [ownershipEntry({ entry: "10", cause: "allocation:1", user_name: "" })],
    });
    await open("/customers/1", { world: w, login: "officer" });
    expect(await screen.findByText("“上海客户”不适用：地区不符")).toBeInTheDocument();
  });
});
