import { describe, expect, it } from "vitest";
import { dispute } from "@/testing/mockDisputes";
import { open, screen, waitFor, within } from "@/testing/render";
import { makeWorld, type World } from "@/testing/world";

function newWorld(): World {
  const made = makeWorld();
  for (const user of made.users) user.must_change_password = false;
  return made;
}

describe("the page of duplicates and disputes", () => {
  it("says who somebody is already, and a rep claims him with a reason", async () => {
    const world = newWorld();
    world.disputing.disputes = [];
    const { user } = await open("/duplicates", { world, login: "rep" });
    const check = await screen.findByRole("button", { name: "查重" });
    expect(check).toBeDisabled();
    await user.type(screen.getByLabelText("手机"), "139 0000 1111");
    await user.click(check);
    const found = await screen.findByRole("region", { name: "可能的客户" });
    const row = (await within(found).findByText("王**")).closest("tr")!;
    expect(within(row).getByText("把握 100%")).toBeVisible();
    expect(within(row).getByText("号码相同")).toBeVisible();
    expect(within(row).getByText("李娜")).toBeVisible();
    await user.click(within(row).getByRole("button", { name: "申请归属" }));
    const dialog = await screen.findByRole("dialog", { name: "撞单：王**" });
    const send = within(dialog).getByRole("button", { name: "提交申请" });
    expect(send).toBeDisabled();
    await user.type(within(dialog).getByLabelText("理由"), "展会上先加的我");
    world.disputing.refuse = "dispute.protected";
    await user.click(send);
    expect(await within(dialog).findByText("归属人仍在保护期内，暂不能申请")).toBeVisible();
    world.disputing.refuse = null;
    await user.click(send);
    const disputes = screen.getByRole("region", { name: "撞单" });
    expect(await within(disputes).findByText("展会上先加的我")).toBeVisible();
    expect(world.disputing.disputes).toHaveLength(1);
  });

  it("shows an officer what each of the two had to do with the customer, and takes a reasoned decision", async () => {
    const world = newWorld();
    const { user } = await open("/duplicates", { world, login: "officer" });
    await user.click(await screen.findByRole("button", { name: /裁\s*定/ }));
    const dialog = await screen.findByRole("dialog", { name: "撞单：王示例" });
    const side = (await within(dialog).findByText("42")).closest("tr")!;
    await waitFor(() => expect(within(side).getByText(/张伟/)).toBeVisible());
    const decide = within(dialog).getByRole("button", { name: /裁\s*定/ });
    expect(decide).toBeDisabled();
    await user.click(within(dialog).getByRole("radio", { name: "归 张伟" }));
    await user.type(within(dialog).getByLabelText("裁定说明"), "往来更多");
    await user.click(decide);
    await waitFor(() => expect(world.disputing.disputes[0]!.outcome).toBe("give"));
    expect(world.disputing.disputes[0]!.note).toBe("往来更多");
    expect(await screen.findByText("没有撞单")).toBeVisible();
  });

  it("lets nobody but its author take a dispute back", async () => {
    const world = newWorld();
    world.disputing.disputes = [dispute({ id: "1" }), dispute({ id: "2", mine: true, statement: "我的" })];
    const { user } = await open("/duplicates", { world, login: "rep" });
    const mine = (await screen.findByText("我的")).closest("tr")!;
    expect(screen.getAllByRole("button", { name: /撤\s*回/ })).toHaveLength(1);
    await user.click(within(mine).getByRole("button", { name: /撤\s*回/ }));
    const sure = await screen.findByRole("tooltip");
    await user.click(within(sure).getByRole("button", { name: /撤\s*回/ }));
    await waitFor(() => expect(world.disputing.disputes[1]!.state).toBe("withdrawn"));
    expect(world.disputing.disputes[0]!.state).toBe("open");
  });
});
