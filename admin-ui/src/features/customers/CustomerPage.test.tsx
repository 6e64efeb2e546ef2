import { describe, expect, it } from "vitest";
import { fireEvent, open, screen, waitFor, within } from "@/testing/render";
import { makeWorld } from "@/testing/world";

function world() {
  const made = makeWorld();
  made.users[0]!.must_change_password = false;
  return made;
}

const kinds = () =>
  [...document.querySelectorAll("[data-entry]")].map((entry) => entry.getAttribute("data-kind"));

describe("a customer's page", () => {
  it("shows chat, text message, call and contact event in one order, by days", async () => {
    await open("/customers/1?order=oldest", { world: world(), login: "officer" });
    expect(await screen.findByText("聊天里的话")).toBeVisible();
    expect(kinds()).toEqual(["chat", "sms", "call", "event", "alert", "decision", "change", "note", "order"]);
    expect(screen.getByText("电话里问了报价")).toBeVisible();
    expect(screen.getByText("已谈话")).toBeVisible();
    expect(screen.getByText(/把备注“陈女士”改为“陈女士-订车”/)).toBeVisible();
    expect(screen.getByRole("heading", { name: /2026年3月1日/ })).toBeVisible();
    expect(screen.getByRole("heading", { name: /2026年3月2日/ })).toBeVisible();
  });

  it("shows what he bought: sums by currency, orders, and how one read before", async () => {
    const { user } = await open("/customers/1", { world: world(), login: "officer" });
    const card = await screen.findByRole("region", { name: "订单" });
    expect(await within(card).findByText("¥51,234.50")).toBeVisible();
    expect(within(card).getByText("1 笔")).toBeVisible();
    const entry = document.querySelector<HTMLElement>('[data-kind="order"]')!;
    expect(within(entry).getByText("年卡")).toBeVisible();
    await user.click(within(entry).getByText("修改过 1 次"));
    expect(within(entry).getByText(/待付款/)).toBeVisible();
  });

  it("says who has the customer, how it stands, and by what he is known", async () => {
    await open("/customers/1", { world: world(), login: "officer" });
    const side = await screen.findByRole("complementary", { name: "客户是谁" });
    expect(within(side).getByRole("heading", { name: "陈女士" })).toBeVisible();
    expect(within(side).getByText("被同事删除")).toBeVisible();
    expect(within(side).getByText("8613900001111")).toBeVisible();
    expect(within(side).getByText(/同事备注 · 90%/)).toBeVisible();
  });

  it("shows only the kinds that are chosen, and keeps them in the address", async () => {
    const { user, router } = await open("/customers/1", { world: world(), login: "officer" });
    await user.click(await screen.findByRole("button", { name: "短信" }));
    await waitFor(() => expect(kinds()).toEqual(["sms"]));
    expect(router.state.location.search).toMatchObject({ kind: "sms" });
    expect(screen.getByRole("button", { name: "短信" })).toHaveAttribute("aria-pressed", "true");
  });

  it("shows only messages with images and files when asked for them", async () => {
    const w = world();
    const entries = w.customers.timelines.get("1")!;
    entries[1]!.message!.media = [
      { position: 0, kind: "image", name: "", size: 9, duration_s: 0, state: "stored", url: "/x" },
    ] as never;
    const { user, router } = await open("/customers/1", { world: w, login: "officer" });
    await user.click(await screen.findByRole("button", { name: "图片与文件" }));
    await waitFor(() => expect(kinds()).toEqual(["sms"]));
    expect(router.state.location.search).toMatchObject({ media: "1" });
    await user.click(screen.getByRole("button", { name: "图片与文件" }));
    await waitFor(() => expect(kinds().length).toBeGreaterThan(1));
  });

  it("goes through the entries with J and K, and Enter opens the conversation", async () => {
    const { user, router } = await open("/customers/1?order=oldest", { world: world(), login: "officer" });
    await screen.findByText("聊天里的话");
    await user.keyboard("jjk");
    await waitFor(() => expect(router.state.location.search).toMatchObject({ at: "m1000" }));
    expect(document.querySelector("[data-entry][aria-current]")).toHaveAttribute("data-kind", "chat");
    await user.keyboard("{Enter}");
    await waitFor(() => expect(router.state.location.pathname).toMatch(/^\/conversations\//));
    expect(router.state.location.search).toEqual({ m: "1000" });
  });

  it("merges the one of the same name with a reason, and takes it back", async () => {
    const { user, world: w } = await open("/customers/1", { world: world(), login: "officer" });
    await user.click(await screen.findByRole("button", { name: "合并" }));
    const dialog = await screen.findByRole("dialog", { name: /是同一位客户的是/ });
    expect(within(dialog).getByRole("button", { name: "合并" })).toBeDisabled();
    await user.click(within(dialog).getByRole("radio", { name: /李敏/ }));
    await user.type(within(dialog).getByLabelText("原因"), "电话核实");
    await user.click(within(dialog).getByRole("button", { name: "合并" }));
    expect(await screen.findByText("电话核实")).toBeVisible();
    expect(w.customers.records).toHaveLength(1);
    await user.click(screen.getByRole("button", { name: "撤销合并" }));
    await user.click(await screen.findByRole("button", { name: "确定" }));
    expect(await screen.findByText(/已由 .* 撤销/)).toBeVisible();
  });

  it("lets nobody change or merge without the right", async () => {
    await open("/customers/1", { world: world(), login: "rep" });
    expect(await screen.findByRole("heading", { name: "陈女士" })).toBeVisible();
    expect(screen.queryByRole("button", { name: "合并" })).toBeNull();
    expect(screen.queryByRole("button", { name: "编辑" })).toBeNull();
  });

  it("writes a note with a next step, shows the step in the head, and has it done", async () => {
    const { user, world: w } = await open("/customers/1", { world: world(), login: "rep" });
    await user.click(await screen.findByRole("button", { name: "写跟进" }));
    const save = screen.getByRole("button", { name: "保存" });
    await user.type(screen.getByLabelText("内容"), "想要样册");
    await user.type(screen.getByLabelText("下一步"), "寄样册");
    expect(save).toBeDisabled();
    fireEvent.change(screen.getByLabelText("时间"), { target: { value: "2026-03-02T10:00" } });
    await user.click(save);
    await waitFor(() => expect(w.notes).toHaveLength(1));
    expect(w.notes[0]!.next_step?.due_at).toBe("2026-03-02T10:00:00+08:00");
    const side = screen.getByRole("complementary", { name: "客户是谁" });
    expect(await within(side).findByText(/下一步：寄样册/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "完成" }));
    expect(await screen.findByText("没有待办的下一步")).toBeVisible();
    expect(within(side).queryByText(/下一步/)).toBeNull();
  });

  it("speaks English", async () => {
    await open("/customers/1?order=oldest", { world: world(), login: "officer", language: "en" });
    expect(await screen.findByText("Known to")).toBeVisible();
    expect(screen.getByText("deleted by colleague")).toBeVisible();
    await waitFor(() => expect(screen.getByText(/changed the remark/)).toBeVisible());
  });
});

describe("the list of customers", () => {
  it("finds by name and leads to the customer", async () => {
    const { user, router } = await open("/customers", { world: world(), login: "officer" });
    expect((await screen.findAllByRole("link", { name: "陈女士" })).length).toBe(2);
    await user.type(
      screen.getByRole("searchbox", { name: "姓名、备注、公司或完整号码" }),
      "13900001111{Enter}",
    );
    await waitFor(() => expect(screen.getAllByRole("link", { name: "陈女士" }).length).toBe(1));
    expect(router.state.location.search).toEqual({ q: "13900001111" });
    await user.click(screen.getByRole("link", { name: "陈女士" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/customers/1"));
  });

  it("shows those with a tag, and says when there is nobody", async () => {
    await open("/customers?tag=重点客户", { world: world(), login: "officer" });
    expect((await screen.findAllByRole("link", { name: "陈女士" })).length).toBe(1);
    expect(screen.getByRole("button", { name: /标签：重点客户/ })).toBeVisible();
  });
});
