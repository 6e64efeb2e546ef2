import { describe, expect, it } from "vitest";
import { open, screen, waitFor, within } from "@/testing/render";
import { makeWorld } from "@/testing/world";

function world() {
  const made = makeWorld();
  made.users[0]!.must_change_password = false;
  return made;
}

describe("the orders page", () => {
  it("shows what was sold to whom, and what is nobody's yet", async () => {
    await open("/orders", { world: world(), login: "officer" });
    const sold = (await screen.findByText("A-1001")).closest("tr")!;
    expect(within(sold).getByText("¥1,234.50")).toBeVisible();
    expect(within(sold).getByText("已付款")).toBeVisible();
    expect(within(sold).getByRole("link", { name: "陈女士" })).toHaveAttribute("href", "/customers/1");
    const refunded = screen.getByText("A-1002").closest("tr")!;
    expect(within(refunded).getByText("未找到客户")).toBeVisible();
    expect(within(refunded).getByText("已退款")).toBeVisible();
    expect(screen.queryByRole("button", { name: "导入订单" })).toBeNull();
  });

  it("is narrowed by status and to orders without a customer, and the address says so", async () => {
    const { user, router } = await open("/orders", { world: world(), login: "officer" });
    await user.selectOptions(await screen.findByRole("combobox", { name: "状态" }), "已付款");
    await waitFor(() => expect(screen.queryByText("A-1002")).toBeNull());
    expect(router.state.location.search).toMatchObject({ status: "paid" });
    await user.click(screen.getByRole("checkbox", { name: "只看未找到客户的" }));
    expect(await screen.findByText("没有符合条件的订单")).toBeVisible();
  });

  it("imports a table under the name of its shop and reports the refused lines", async () => {
    const { user, world: w } = await open("/orders", { world: world(), login: "admin" });
    await user.click(await screen.findByRole("button", { name: "导入订单" }));
    const dialog = await screen.findByRole("dialog", { name: "导入订单" });
    const source = within(dialog).getByRole("textbox", { name: "来源" });
    await user.clear(source);
    await user.type(source, "tmall");
    const table = "订单号,下单时间,金额\nB-1,2026-03-01,5\nB-2,2026-03-01,免费\n";
    await user.upload(
      within(dialog).getByLabelText("文件"),
      new File([table], "orders.csv", { type: "text/csv" }),
    );
    expect(await within(dialog).findByText("已检查整个文件：1 行可导入，1 行有问题")).toBeVisible();
    expect(within(dialog).getByText("金额无法识别")).toBeVisible();
    await user.click(within(dialog).getByRole("button", { name: "开始导入" }));
    expect(await within(dialog).findByText("导入完成")).toBeVisible();
    await user.click(within(dialog).getByRole("button", { name: /完\s*成/ }));
    expect(await screen.findByText("B-1")).toBeVisible();
    expect(w.orders[0]).toMatchObject({ number: "B-1", source: "tmall" });
  });
});
