import { describe, expect, it } from "vitest";
import { lead } from "@/testing/builders/leads";
import { open, screen, waitFor, within } from "@/testing/render";
import { makeWorld } from "@/testing/world";

function world() {
  const made = makeWorld();
  made.users[0]!.must_change_password = false;
  return made;
}

const csv = (text: string) => new File([text], "leads.csv", { type: "text/csv" });

describe("the leads page", () => {
  it("shows who asked, how to reach him, and why a lead is a duplicate", async () => {
    const w = world();
    w.leads.push(
      lead({
        id: "1",
        name: "",
        phones: [],
        unread_phones: ["call me"],
        wechat: "wx_a",
        fields: { 预算: "5万" },
        customer_id: "77",
        near: [{ customer_id: "5", name: "例子集团", confidence: 65, by: ["number_tail", "company"] }],
      }),
    );
    await open("/leads", { world: w, login: "officer" });
    const duplicate = (await screen.findByText("李先生")).closest("tr")!;
    expect(within(duplicate).getByText("重复")).toBeVisible();
    expect(within(duplicate).getByText("与更早的线索手机相同：李测试")).toBeVisible();
    expect(within(duplicate).getByText("+8613900001111")).toBeVisible();
    const odd = screen.getByText("call me").closest("tr")!;
    expect(within(odd).getByText("微信 wx_a")).toBeVisible();
    expect(within(odd).getByRole("link", { name: "客户档案" })).toHaveAttribute("href", "/customers/77");
    expect(within(odd).getByText("预算: 5万")).toBeVisible();
    expect(within(odd).getByText(/（号码后八位相同、公司名称实质相同）/)).toBeVisible();
    expect(within(odd).getByRole("link", { name: "例子集团" })).toHaveAttribute("href", "/customers/5");
    expect(await screen.findByText("共 3 条，其中重复 1 条")).toBeVisible();
    expect(screen.queryByRole("button", { name: "导入线索" })).toBeNull();
  });

  it("is searched by name and state, and the address says so", async () => {
    const { user, router } = await open("/leads", { world: world(), login: "officer" });
    await user.type(await screen.findByRole("searchbox", { name: "客户" }), "李测试{Enter}");
    await waitFor(() => expect(screen.queryByText("李先生")).toBeNull());
    expect(router.state.location.search).toMatchObject({ who: "李测试" });
    await user.selectOptions(screen.getByRole("combobox", { name: "状态" }), "重复");
    expect(await screen.findByText("没有符合条件的线索")).toBeVisible();
  });

  it("imports a table: a preview with meanings, then a report with the refused lines", async () => {
    const { user, world: w } = await open("/leads", { world: world(), login: "admin" });
    await user.click(await screen.findByRole("button", { name: "导入线索" }));
    const dialog = await screen.findByRole("dialog", { name: "导入线索" });
    await user.upload(
      within(dialog).getByLabelText("文件"),
      csv("姓名,手机,旧号\n王导入,13900002222,1\n没号码,,13900003333\n"),
    );
    expect(await within(dialog).findByText("已检查整个文件：1 行可导入，1 行有问题")).toBeVisible();
    expect(within(dialog).getByText("没有手机、邮箱或微信号")).toBeVisible();
    await user.selectOptions(within(dialog).getByRole("combobox", { name: "列“旧号”的含义" }), "手机或电话");
    expect(await within(dialog).findByText("已检查整个文件：2 行可导入，0 行有问题")).toBeVisible();
    await user.click(within(dialog).getByRole("button", { name: "开始导入" }));
    expect(await within(dialog).findByText("导入完成")).toBeVisible();
    expect(within(dialog).getByText("被拒绝").nextSibling).toHaveTextContent("1");
    await user.click(within(dialog).getByRole("button", { name: /完\s*成/ }));
    expect(await screen.findByText("王导入")).toBeVisible();
    expect(w.leads).toHaveLength(4);
  });

  it("says why a file cannot be read", async () => {
    const { user } = await open("/leads", { world: world(), login: "admin" });
    await user.click(await screen.findByRole("button", { name: "导入线索" }));
    const dialog = await screen.findByRole("dialog", { name: "导入线索" });
    await user.upload(within(dialog).getByLabelText("文件"), csv("a,b\n1,2\n"));
    expect(await within(dialog).findByText(/第一行没有列名/)).toBeVisible();
    expect(within(dialog).getByRole("button", { name: "开始导入" })).toBeDisabled();
  });
});
