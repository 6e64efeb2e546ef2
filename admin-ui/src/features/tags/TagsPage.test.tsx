import { describe, expect, it } from "vitest";
import { tagWish } from "@/testing/mockTags";
import { fireEvent, open, screen, waitFor, within } from "@/testing/render";
import { makeWorld, type World } from "@/testing/world";

function world(): World {
  const made = makeWorld();
  made.users[0]!.must_change_password = false;
  return made;
}

describe("the tags page", () => {
  it("shows tags in their groups with how many have each, and why none is written", async () => {
    const w = world();
    Object.assign(w.tags.catalogue.companies[0]!, { problem: "wecom.errcode_48002", waiting: 4 });
    await open("/tags", { world: w, login: "officer" });
    const group = await screen.findByRole("region", { name: "客户分级" });
    const row = within(group).getByRole("link", { name: "重点客户" }).closest("tr")!;
    expect(within(row).getByText("12")).toBeVisible();
    expect(screen.getByText(/应用没有编辑客户标签的权限/)).toBeVisible();
    expect(screen.getByText("等待写入 4 项")).toBeVisible();
    expect(screen.queryByRole("button", { name: "新建标签" })).toBeNull();
  });

  it("lets administrators make, rename and delete tags, and says what the platform refuses", async () => {
    const w = world();
    const { user } = await open("/tags", { world: w, login: "admin" });
    await user.click(await screen.findByRole("button", { name: "新建标签" }));
    const dialog = await screen.findByRole("dialog", { name: "新建标签" });
    fireEvent.change(within(dialog).getByLabelText("标签名称"), { target: { value: "展会\n\n转介绍\n" } });
    w.tags.refuse = "tag.name_taken";
    await user.click(within(dialog).getByRole("button", { name: "保存" }));
    expect(await within(dialog).findByText("已有同名标签")).toBeVisible();
    w.tags.refuse = null;
    await user.click(within(dialog).getByRole("button", { name: "保存" }));
    expect(await screen.findByRole("link", { name: "转介绍" })).toBeVisible();

    await user.click(screen.getByRole("button", { name: "编辑标签“潜在客户”" }));
    const edit = await screen.findByRole("dialog", { name: "编辑标签“潜在客户”" });
    fireEvent.change(within(edit).getByLabelText("名称"), { target: { value: "意向客户" } });
    await user.click(within(edit).getByRole("button", { name: "保存" }));
    expect(await screen.findByRole("link", { name: "意向客户" })).toBeVisible();
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("says what was refused and why", async () => {
    const w = world();
    w.tags.wishes = [tagWish({ state: "refused", code: "tag.no_relation" })];
    const { user } = await open("/tags?tab=wishes", { world: w, login: "officer" });
    expect(await screen.findByText("没有记录")).toBeVisible();
    await user.selectOptions(screen.getByRole("combobox", { name: "显示" }), "refused");
    expect(await screen.findByText("在企业微信不是联系人")).toBeVisible();
    expect(screen.getByText("打上 · 重点客户")).toBeVisible();
  });

  it("speaks English", async () => {
    await open("/tags", { world: world(), login: "officer", language: "en" });
    expect(await screen.findByRole("heading", { name: "Tags" })).toBeVisible();
  });
});

describe("a customer's tags", () => {
  it("are put on from his page, and stand there as waiting", async () => {
    const w = world();
    const { user } = await open("/customers/1", { world: w, login: "rep" });
    const card = await screen.findByRole("region", { name: "标签" });
    await user.click(await within(card).findByRole("button", { name: "编辑标签" }));
    const dialog = await screen.findByRole("dialog", { name: "陈女士 的标签" });
    await user.click(within(dialog).getByRole("combobox", { name: "标签" }));
    await user.click(await screen.findByTitle("重点客户"));
    await user.click(within(dialog).getByRole("button", { name: "保存" }));
    expect(await within(card).findByText("等待写入")).toBeVisible();
    expect(within(card).getByText(/处打上“重点客户”/)).toBeVisible();
    expect(w.tags.customers.get("1")!.wishes).toHaveLength(1);
  });

  it("say why one was not written", async () => {
    const w = world();
    w.tags.customers.set("1", {
      contacts: [{ employee: w.people.employees[0]!, stands: true, serves: true, tags: [] }],
      wishes: [tagWish({ state: "overtaken", code: "tag.changed_there" })],
    });
    await open("/customers/1", { world: w, login: "officer" });
    const card = await screen.findByRole("region", { name: "标签" });
    expect((await within(card).findAllByText(/期间有人在企业微信改动了这位客户/))[0]).toBeVisible();
  });

  it("are put on many at once, and whoever cannot have them is named", async () => {
    const w = world();
    w.tags.customers.set("2", { contacts: [], wishes: [] });
    const { user } = await open("/customers", { world: w, login: "officer" });
    await screen.findAllByRole("checkbox");
    await user.click(screen.getByRole("button", { name: "全选已显示的" }));
    await user.click(screen.getByRole("button", { name: "编辑标签" }));
    const dialog = (await screen.findByText("2 位客户的标签")).closest<HTMLElement>("[role=dialog]")!;
    expect(within(dialog).getByRole("button", { name: "确定" })).toBeDisabled();
    await user.click(within(dialog).getByRole("combobox", { name: "打上" }));
    await user.click(await screen.findByTitle("重点客户"));
    await user.click(within(dialog).getByRole("button", { name: "确定" }));
    expect(await within(dialog).findByText(/无法执行 1 位/)).toBeVisible();
    expect(within(dialog).getByText("在企业微信不是联系人")).toBeVisible();
  });
});
