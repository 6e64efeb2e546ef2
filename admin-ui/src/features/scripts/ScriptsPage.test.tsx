import { describe, expect, it } from "vitest";
import { fireEvent, open, screen, waitFor, within } from "@/testing/render";
import { makeWorld } from "@/testing/world";

function world() {
  const made = makeWorld();
  made.users[0]!.must_change_password = false;
  return made;
}

describe("the page of scripts", () => {
  it("lists them with how often each was used, and shows one folder only when asked", async () => {
    const { user, router } = await open("/scripts", { world: world(), login: "officer" });
    const row = (await screen.findByText("价格表")).closest("tr")!;
    expect(within(row).getByText("12")).toBeVisible();
    await user.selectOptions(screen.getByLabelText("文件夹"), "1");
    expect(await screen.findByText("没有话术")).toBeVisible();
    expect(router.state.location.search).toEqual({ folder: "1" });
  });

  it("writes one with a preview of its variables and a file", async () => {
    const { user, world: w } = await open("/scripts?folder=2", { world: world(), login: "officer" });
    await user.click(await screen.findByRole("button", { name: "写话术" }));
    const dialog = await screen.findByRole("dialog");
    await waitFor(() => expect(within(dialog).getByText(/变量：\{\{customer\}\} 客户/)).toBeVisible());
    await user.type(within(dialog).getByLabelText("标题"), "开场白");
    fireEvent.change(within(dialog).getByLabelText("内容"), {
      target: { value: "{{customer}}您好，我是{{rep}}" },
    });
    await waitFor(() => expect(within(dialog).getByText("王女士您好，我是张伟")).toBeVisible());
    await user.type(within(dialog).getByLabelText("标签"), "开场 首次，开场");
    await user.upload(within(dialog).getByLabelText("附件"), new File(["%PDF-1.7"], "价格.pdf"));
    await user.click(within(dialog).getByRole("button", { name: "保存" }));
    await waitFor(() => expect(w.scripts.scripts[1]?.file?.name).toBe("价格.pdf"));
    expect(w.scripts.scripts[1]).toMatchObject({ folder_id: "2", tags: ["开场", "首次"], active: true });
    expect(await screen.findByText("开场白")).toBeVisible();
  });

  it("says why a script was not saved", async () => {
    const { user, world: w } = await open("/scripts", { world: world(), login: "officer" });
    await user.click(await screen.findByRole("button", { name: "编辑 价格表" }));
    w.scripts.scripts[0]!.version = 7;
    await user.click(screen.getByRole("button", { name: "保存" }));
    expect(await screen.findByText("这条话术刚被修改，请刷新后再试")).toBeVisible();
  });

  it("removes no folder that has something in it", async () => {
    const { user } = await open("/scripts?folder=2", { world: world(), login: "officer" });
    await user.click(await screen.findByRole("button", { name: "修改文件夹" }));
    await user.click(await screen.findByRole("button", { name: "删除文件夹" }));
    expect(await screen.findByText("文件夹里还有内容")).toBeVisible();
  });

  it("speaks English", async () => {
    await open("/scripts", { world: world(), login: "officer", language: "en" });
    expect(await screen.findByRole("heading", { name: "Scripts and prices" })).toBeVisible();
  });

  it("writes a price sheet from a pasted table, and does not save what is no price", async () => {
    const w = world();
    const { user } = await open("/scripts", { world: w, login: "officer" });
    await user.click(await screen.findByRole("button", { name: "写话术" }));
    const dialog = await screen.findByRole("dialog");
    await user.type(within(dialog).getByRole("textbox", { name: "标题" }), "三月报价");
    await user.selectOptions(within(dialog).getByRole("combobox", { name: "类型" }), "报价单");
    const paste = within(dialog).getByRole("textbox", { name: "从表格粘贴" });
    await user.click(paste);
    await user.paste("项目\t单位\t价格\n精装样册\t本\t1,280.50\n面谈\t次\t面议");
    await user.click(within(dialog).getByRole("button", { name: "导入" }));
    expect(within(dialog).getByText("已导入 1 行；1 行看不懂，留在框里")).toBeVisible();
    expect(paste).toHaveValue("面谈\t次\t面议");
    const price = within(dialog).getByRole("textbox", { name: "第 1 行价格" });
    await user.type(price, "x");
    expect(within(dialog).getByRole("button", { name: /保\s*存/ })).toBeDisabled();
    await user.type(price, "{Backspace}");
    await user.click(within(dialog).getByRole("button", { name: /保\s*存/ }));
    await waitFor(() => expect(w.scripts.scripts).toHaveLength(2));
    expect(w.scripts.scripts[1]).toMatchObject({
      kind: "price",
      rows: [{ item: "精装样册", unit: "本", price: "1,280.50", currency: "CNY", note: "" }],
    });
  });

  it("shows what ended, and how a script read before", async () => {
    const w = world();
    w.scripts.scripts[0]!.valid_until = "2020-01-01";
    const { user } = await open("/scripts", { world: w, login: "officer" });
    expect(await screen.findByText("已于 2020-01-01 过期")).toBeVisible();
    await user.click(await screen.findByRole("button", { name: /编辑 价格表|修改 价格表/ }));
    await user.click(await screen.findByText("修改历史"));
    await waitFor(() => expect(screen.getByText("去年的报价")).toBeVisible());
  });
});
