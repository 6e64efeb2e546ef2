import { describe, expect, it } from "vitest";
import { person } from "@/testing/builders/people";
import { applyDecision, tell } from "@/testing/mockAlerts";
import { ownership, ownershipEntry } from "@/testing/mockPools";
import { open, screen, waitFor, within } from "@/testing/render";
import { addConversation } from "@/testing/talk";
import { makeWorld } from "@/testing/world";

async function queue(options: Parameters<typeof open>[1] = {}) {
  const opened = await open("/alerts", options);
  const grid = await screen.findByRole("grid", { name: "告警" });
  const rows = () => within(screen.getByRole("grid", { name: "告警" })).getAllByRole("row");
  const selected = () => rows().find((row) => row.getAttribute("aria-selected") === "true");
  return { ...opened, grid, rows, selected };
}

describe("the alert queue", () => {
  it("is worked through by keyboard: open, decide, go on, undo", async () => {
    const { world, user, rows, selected, router } = await queue();
    const [first, second] = world.alerts.map((alert) => alert.id);
    const before = rows().length;

    await user.keyboard("j");
    expect(await screen.findByRole("region", { name: "告警详情" })).toBeVisible();
    await waitFor(() => expect(router.state.location.search).toMatchObject({ id: first }));

    await user.keyboard("1");
    expect(await screen.findByText("已标记：违规")).toBeVisible();
    await waitFor(() => expect(world.alerts[0]?.state).toBe("violation"));
    expect(router.state.location.search).toMatchObject({ id: second });
    expect(rows()).toHaveLength(before - 1);

    await user.keyboard("z");
    await waitFor(() => expect(world.alerts[0]?.state).toBe("new"));
    expect(world.alerts[0]?.history.at(-1)?.undo).toBe(true);
    expect(rows()).toHaveLength(before);
    expect(selected()).toBeDefined();
    expect(router.state.location.search).toMatchObject({ id: first });
  });

  it("decides several picked alerts with one key and takes all of them back with one", async () => {
    const { world, user, rows } = await queue();
    const before = rows().length;
    await user.keyboard("j");
    await user.keyboard("{Shift>}jj{/Shift}");
    expect(await screen.findByText("已选 3 条")).toBeVisible();
    await user.keyboard("x");
    expect(await screen.findByText("已选 2 条")).toBeVisible();
    await user.keyboard("2");
    expect(await screen.findByText("已标记 2 条：误报")).toBeVisible();
    await waitFor(() =>
      expect(world.alerts.slice(0, 3).map((one) => one.state)).toEqual([
        "false_positive",
        "false_positive",
        "new",
      ]),
    );
    expect(screen.queryByRole("group", { name: "批量处置" })).toBeNull();
    await user.keyboard("z");
    await waitFor(() => expect(world.alerts.slice(0, 3).every((one) => one.state === "new")).toBe(true));
    expect(rows()).toHaveLength(before);
  });

  it("says how many of the picked ones somebody else had decided", async () => {
    const { world, user } = await queue();
    const other = { ...world.users[1]!, display_name: "李四" };
    await user.keyboard("j");
    await user.keyboard("{Shift>}jj{/Shift}");
    world.listeners.clear();
    for (const taken of world.alerts.slice(0, 2)) applyDecision(world, taken, "coaching", other, "", false);
    await user.click(
      within(screen.getByRole("group", { name: "批量处置" })).getByRole("button", { name: "违规" }),
    );
    expect(await screen.findByText("有 2 条处置未能保存")).toBeVisible();
    expect(world.alerts.slice(0, 3).map((one) => one.state)).toEqual(["coaching", "coaching", "violation"]);
  });

  it("saves the note with the verdict and shows both in the activity", async () => {
    const { world, user } = await queue();
    await user.keyboard("j");
    await user.type(await screen.findByRole("textbox", { name: "备注" }), "已与主管确认");
    await user.click(screen.getByRole("button", { name: "处理中" }));
    await waitFor(() => expect(world.alerts[0]?.note).toBe("已与主管确认"));
    await user.click(screen.getByRole("tab", { name: "活动" }));
    const panel = await screen.findByRole("tabpanel", { name: "活动" });
    await waitFor(() => expect(within(panel).getByText("已与主管确认")).toBeVisible());
  });

  it("says who was faster when the verdict comes too late", async () => {
    const { world, user } = await queue();
    await user.keyboard("j");
    await screen.findByRole("group", { name: "处置" });
    const other = world.users[1]!;
    world.listeners.clear();
    applyDecision(world, world.alerts[0]!, "false_positive", { ...other, display_name: "李四" }, "", false);
    await user.click(screen.getByRole("button", { name: "处理中" }));
    expect(await screen.findByText(/李四.*已处理：误报/)).toBeVisible();
    expect(world.alerts[0]?.state).toBe("false_positive");
  });

  it("counts arrivals in a pill and shows them when asked", async () => {
    const { world, user, rows } = await queue();
    const before = rows().length;
    const fresh = addConversation(world, 40, Date.now());
    tell(world, "alert.created", fresh);
    await user.click(await screen.findByRole("button", { name: "1 条新告警" }));
    await waitFor(() => expect(rows()).toHaveLength(before + 1));
  });

  it("counts no arrival that the list shows already because it came while the list was read", async () => {
    const { world, user, rows } = await queue();
    const before = rows().length;
    tell(world, "alert.created", addConversation(world, 40, Date.now()));
    const answer = globalThis.fetch;
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    globalThis.fetch = async (input, init) => {
      if (/\/alerts\?/.test((input as Request).url)) await held;
      return answer(input, init);
    };
    await user.click(await screen.findByRole("button", { name: "1 条新告警" }));
    tell(world, "alert.created", addConversation(world, 41, Date.now() + 1000));
    expect(await screen.findByRole("button", { name: "1 条新告警" })).toBeVisible();
    release();
    await waitFor(() => expect(rows()).toHaveLength(before + 2));
    expect(screen.queryByRole("button", { name: /条新告警/ })).toBeNull();
  });

  it("forgets an arrival that somebody decided before it was shown", async () => {
    const { world } = await queue();
    const fresh = addConversation(world, 40, Date.now());
    tell(world, "alert.created", fresh);
    await screen.findByRole("button", { name: "1 条新告警" });
    applyDecision(world, fresh, "false_positive", world.users[1]!, "", false);
    await waitFor(() => expect(screen.queryByRole("button", { name: /条新告警/ })).toBeNull());
  });

  it("keeps quiet while somebody types", async () => {
    const { world, user } = await queue();
    await user.keyboard("j");
    await user.type(await screen.findByRole("textbox", { name: "备注" }), "1");
    expect(world.alerts.every((alert) => alert.state === "new")).toBe(true);
  });

  it("opens an alert and its tab from an address", async () => {
    const world = makeWorld();
    const alert = world.alerts.find((one) => one.findings[0]?.folded)!;
    await open(`/alerts?view=all&id=${alert.id}&tab=hits`, { world });
    const panel = await screen.findByRole("tabpanel", { name: /命中/ });
    expect(within(panel).getByText(alert.findings[0]!.folded!)).toBeVisible();
  });

  it("shows how often one behaviour was found, where it came from and which messages belong to it", async () => {
    const world = makeWorld();
    const alert = world.alerts[0]!;
    const { message, snippet } = world.alerts[1]!;
    Object.assign(alert, { hits: 3, origin: "look_back", parts: [{ message, snippet }] });
    const { rows, user } = await queue({ world });
    expect(within(rows()[0]!).getByText("回溯")).toBeVisible();
    expect(within(rows()[0]!).getByText("同一行为 3 次命中")).toBeInTheDocument();
    await user.keyboard("j");
    await user.click(await screen.findByRole("tab", { name: /命中/ }));
    const parts = await screen.findByRole("region", { name: "同一告警的其他 1 条消息" });
    expect(within(parts).getByRole("link", { name: "查看会话" })).toBeVisible();
  });

  it("says that all is done when nothing waits", async () => {
    const world = makeWorld();
    for (const alert of world.alerts) alert.state = "violation";
    await open("/alerts", { world });
    expect(await screen.findByText("全部处理完毕")).toBeVisible();
  });

  it("leads from a false positive to an exception, its effect and a draft", async () => {
    const world = makeWorld();
    world.users[0]!.must_change_password = false;
    const { user, router } = await queue({ world, login: "admin" });
    await user.keyboard("j");
    await user.keyboard("2");
    await user.click(await screen.findByRole("button", { name: "提出例外" }));
    expect(await screen.findByText(/最近 120 条告警，4 条不会再产生/)).toBeVisible();
    expect(screen.getByText(/1 条已确认属实/)).toBeVisible();
    const phrase = screen.getByRole("checkbox", { name: "请勿私下转账" });
    await user.click(phrase);
    expect(await screen.findByText("请至少选择一个短语")).toBeVisible();
    expect(screen.getByRole("button", { name: "生成草稿" })).toBeDisabled();
    await user.type(screen.getByRole("textbox", { name: "其他短语" }), "公司统一收款{Enter}");
    await waitFor(() => expect(screen.getByText("此告警不会再产生")).toBeVisible());
    await user.click(screen.getByRole("button", { name: "生成草稿" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/rules/versions/2"));
    expect(router.state.location.search).toMatchObject({ file: "rules/payment.yaml", tab: "diff" });
  });

  it("gives a rep no verdicts and no pages beyond his own", async () => {
    const { user } = await queue({ login: "rep" });
    await user.keyboard("j");
    await screen.findByRole("tab", { name: "对话" });
    expect(screen.queryByRole("group", { name: "处置" })).toBeNull();
    expect(screen.queryByRole("link", { name: "系统状态" })).toBeNull();
    expect(screen.queryByRole("link", { name: "用户" })).toBeNull();
  });

  it("says it once when the same person served the customer then and serves him now", async () => {
    const world = makeWorld();
    const alert = world.alerts[0]!;
    const record = world.customers.records[0]!;
    record.identities[0]!.value = alert.counterpart!.id;
    const owner = person({ id: "li.na", name: "李娜" });
    world.ownership.ledgers.set(record.id, {
      items: [ownership({ customer: record.id, owner, serving: owner })],
      history: [ownershipEntry({ entry: "1", owner, at: "2020-01-01T00:00:00.000Z" })],
    });
    await open(`/alerts?id=${alert.id}`, { world, login: "officer" });
    const owners = await screen.findByRole("region", { name: "归属" });
    expect(within(owners).getByText("当时和现在都由 李娜 负责")).toBeVisible();
    expect(within(owners).queryByText(/→/)).toBeNull();
  });

  it("says who served the customer then and who serves him now, with the handover between", async () => {
    const world = makeWorld();
    const alert = world.alerts[0]!;
    const record = world.customers.records[0]!;
    record.identities[0]!.value = alert.counterpart!.id;
    const before = person({ id: "li.na", name: "李娜" });
    const after = person({ id: "sun.hao", name: "孙浩" });
    world.ownership.ledgers.set(record.id, {
      items: [ownership({ customer: record.id, owner: after, serving: after })],
      history: [
        ownershipEntry({ entry: "1", owner: before, at: "2020-01-01T00:00:00.000Z" }),
        ownershipEntry({ entry: "2", owner: after, at: "2036-01-01T00:00:00.000Z", cause: "handover:7" }),
      ],
    });
    await open(`/alerts?id=${alert.id}`, { world, login: "officer" });
    const owners = await screen.findByRole("region", { name: "归属" });
    expect(within(owners).getByText("当时由 李娜 负责")).toBeVisible();
    expect(within(owners).getByText("现在由 孙浩 负责")).toBeVisible();
    expect(within(owners).getByRole("link", { name: /交接给 孙浩/ })).toHaveAttribute("href", "/handovers/7");
    expect(within(owners).getByRole("link", { name: "查看客户" })).toHaveAttribute(
      "href",
      `/customers/${record.id}`,
    );
  });
});
