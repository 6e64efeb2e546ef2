import { describe, expect, it } from "vitest";
import { fireEvent, open, screen, waitFor, within } from "@/testing/render";
import { makeWorld, type World } from "@/testing/world";

function world(): World {
  const made = makeWorld();
  made.users[0]!.must_change_password = false;
  return made;
}

describe("the segments page", () => {
  it("says a segment's condition in words, and how many are in it", async () => {
    await open("/segments", { world: world(), login: "officer" });
    const link = await screen.findByRole("link", { name: "沉睡的 A 类" });
    const row = link.closest("tr")!;
    expect(within(row).getByText("等级属于A，且距上次往来不少于30 天")).toBeVisible();
    expect(await within(row).findByText("12")).toBeVisible();
    expect(link).toHaveAttribute("href", "/customers?segment=1");
    expect(within(row).queryByRole("button", { name: /编辑分群/ })).toBeNull();
  });

  it("counts while a condition is written, and keeps it only when it is complete", async () => {
    const { user, world: w } = await open("/segments", { world: world(), login: "officer" });
    await user.click(await screen.findByRole("button", { name: "新建分群" }));
    const drawer = await screen.findByRole("dialog", { name: "新建分群" });
    expect(within(drawer).getByText("填写完整后显示符合的客户数")).toBeVisible();
    await user.click(within(drawer).getByRole("button", { name: /保\s*存/ }));
    expect(within(drawer).getByText("请填写名称")).toBeVisible();
    expect(within(drawer).getByText("请把每个条件填写完整")).toBeVisible();
    fireEvent.change(within(drawer).getByLabelText("名称"), { target: { value: "近期活跃" } });
    fireEvent.change(within(drawer).getByLabelText("条件项"), { target: { value: "messages" } });
    expect(await within(drawer).findByText("目前有 12 位客户符合")).toBeVisible();
    fireEvent.change(within(drawer).getByLabelText("组内关系"), { target: { value: "none" } });
    await user.click(within(drawer).getByRole("button", { name: /保\s*存/ }));
    await waitFor(() => expect(w.segments.list).toHaveLength(2));
    expect(w.segments.list[1]).toMatchObject({
      name: "近期活跃",
      condition: { not: { any: [{ on: "messages", op: "at_least", value: 1, days: 30 }] } },
    });
  });

  it("loads suggested rules, previews them and saves", async () => {
    const { user, world: w } = await open("/segments?tab=rules", { world: world(), login: "admin" });
    await user.click(await screen.findByRole("button", { name: "载入建议规则（按往来）" }));
    expect(await screen.findByText("成交金额不少于100000")).toBeVisible();
    await user.click(screen.getByRole("switch", { name: "启用“金额大”" }));
    await user.click(screen.getByRole("button", { name: "预览变化" }));
    expect(await screen.findByText(/等级 （空） → A：1 位/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "保存规则" }));
    await waitFor(() => expect(w.segments.rules).toHaveLength(1));
    expect(w.segments.rules[0]).toMatchObject({ target: "grade", value: "A", active: true });
  });

  it("loads the suggested rules by orders", async () => {
    const { user, world: w } = await open("/segments?tab=rules", { world: world(), login: "admin" });
    await user.click(await screen.findByRole("button", { name: "载入建议规则（按订单）" }));
    expect(await screen.findByText("距上次成交不超过90 天")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "保存规则" }));
    await waitFor(() => expect(w.segments.rules).toHaveLength(1));
    expect(w.segments.rules[0]).toMatchObject({ target: "stage", value: "活跃", active: false });
  });

  it("names the rules that ask for each other's tags, and keeps what was written", async () => {
    const made = world();
    made.segments.circle = "常客 → 新客";
    const { user } = await open("/segments?tab=rules", { world: made, login: "admin" });
    await user.click(await screen.findByRole("button", { name: "载入建议规则（按往来）" }));
    await user.click(await screen.findByRole("button", { name: "保存规则" }));
    expect(await screen.findByText(/可能永远互相抵消：常客 → 新客。/)).toBeVisible();
    expect(screen.getByText("成交金额不少于100000")).toBeVisible();
  });

  it("says which tags rules changed so often that they leave them alone", async () => {
    const made = world();
    const source = made.tags.catalogue.groups[0]!.source;
    made.segments.held = [{ source, tag: "et1", contacts: 1200 }];
    await open("/segments?tab=rules", { world: made, login: "admin" });
    expect(await screen.findByText(/暂时保持现状：“重点客户”（1,200 个联系人）。/)).toBeVisible();
  });

  it("gives a tag by rule, and says how many would gain and lose it", async () => {
    const made = world();
    const source = made.tags.catalogue.groups[0]!.source;
    made.segments.preview.moves = [
      { target: "tag", source, from: "", to: "et1", customers: 3, examples: [] },
      { target: "tag", source, from: "et9", to: "", customers: 1, examples: [] },
    ];
    const { user, world: w } = await open("/segments?tab=rules", { world: made, login: "admin" });
    await user.click(await screen.findByRole("button", { name: "新增规则" }));
    const drawer = await screen.findByRole("dialog", { name: "新增规则" });
    fireEvent.change(within(drawer).getByLabelText("名称"), { target: { value: "常客" } });
    fireEvent.change(within(drawer).getByLabelText("设定"), { target: { value: "tag" } });
    await user.click(within(drawer).getByRole("button", { name: /确\s*[定认]/ }));
    expect(within(drawer).getByText("请填写")).toBeVisible();
    await user.click(within(drawer).getByRole("combobox", { name: "标签" }));
    await user.click(await screen.findByTitle("重点客户"));
    await user.click(within(drawer).getByRole("button", { name: /确\s*[定认]/ }));
    expect(await screen.findByText("重点客户")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "预览变化" }));
    expect(await screen.findByText(/打上标签“重点客户”：3 位/)).toBeVisible();
    expect(screen.getByText(/去掉标签“（标签已删除）”：1 位/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "保存规则" }));
    await waitFor(() => expect(w.segments.rules).toHaveLength(1));
    expect(w.segments.rules[0]).toMatchObject({ target: "tag", source, value: "et1" });
  });

  it("shows rules to who may not change them", async () => {
    await open("/segments?tab=rules", { world: world(), login: "officer" });
    expect(await screen.findByText("还没有规则")).toBeVisible();
    expect(screen.queryByRole("button", { name: "新增规则" })).toBeNull();
  });

  it("defines a field whose key cannot be meant otherwise", async () => {
    const { user, world: w } = await open("/segments?tab=fields", { world: world(), login: "admin" });
    await user.click(await screen.findByRole("button", { name: "新增字段" }));
    const drawer = await screen.findByRole("dialog", { name: "新增字段" });
    const type = (label: string, value: string) =>
      fireEvent.change(within(drawer).getByLabelText(label), { target: { value } });
    type("标识", "amount");
    type("中文名称", "到期日");
    type("英文名称", "Expires");
    type("类型", "date");
    await user.click(within(drawer).getByRole("button", { name: /保\s*存/ }));
    expect(within(drawer).getByText(/且不能重复/)).toBeVisible();
    type("标识", "expires");
    await user.click(within(drawer).getByRole("button", { name: /保\s*存/ }));
    await waitFor(() => expect(w.segments.fields).toHaveLength(2));
    expect(w.segments.fields[1]).toMatchObject({ key: "expires", type: "date", for_reps: true });
  });
});
