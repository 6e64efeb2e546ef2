import { describe, expect, it } from "vitest";
import type { Person } from "@/lib/api/types";
import { open, screen, waitFor, within } from "@/testing/render";
import { makeWorld } from "@/testing/world";

function world() {
  const made = makeWorld();
  made.users[0]!.must_change_password = false;
  return made;
}

/** Somebody in the open list of a picker. */
const option = (person: Person) =>
  screen.findByText(`${person.name} · ${person.department}`, { selector: ".ant-select-item-option-content" });

describe("handovers", () => {
  it("shows who left and waits, and how far the others are", async () => {
    const w = world();
    const [proposal, running] = w.handovers.list;
    await open("/handovers", { world: w, login: "admin" });
    expect(await screen.findByText(`${proposal!.giver.name} 已离职，客户等待分配`)).toBeVisible();
    expect(screen.getByText(/待分配客户 41 位/)).toBeVisible();
    const row = screen.getByRole("link", { name: running!.giver.name }).closest("tr")!;
    expect(within(row).getByText("进行中")).toBeVisible();
    expect(within(row).getByText("已处理 4 / 5，其中已接替 2")).toBeVisible();
  });

  it("plans for the one who left: preview, one changed, begun", async () => {
    const w = world();
    const [first, second] = w.people.employees.slice(2);
    const { user, router } = await open("/handovers", { world: w, login: "admin" });
    await user.click(await screen.findByRole("button", { name: "安排继承" }));
    const takers = await screen.findByRole("combobox", { name: "选择接替员工，可多选" });
    for (const taker of [first!, second!]) {
      await user.click(takers);
      await user.type(takers, taker.name);
      await user.click(await option(taker));
    }
    await user.keyboard("{Escape}");
    await user.click(screen.getByRole("button", { name: "预览分配" }));
    expect(await screen.findByText(/将继承 3 个，保留 1 个/)).toBeVisible();
    expect(screen.getByText("90 天内已继承两次，暂时不能再继承")).toBeVisible();
    await user.selectOptions(screen.getByRole("combobox", { name: "王女士 的接替员工" }), "不继承");
    expect(await screen.findByText(/将继承 2 个，保留 2 个/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "开始继承（2 个）" }));
    await waitFor(() => expect(router.state.location.pathname).toMatch(/^\/handovers\/\d+$/));
    expect(await screen.findAllByText("待发起")).not.toHaveLength(0);
  });

  it("offers the leaver's own other account as the first taker", async () => {
    const w = world();
    const { giver } = w.handovers.list[0]!;
    const account = { employee: giver, active: false, archived: true, customers: 6, since: null };
    const other = { ...account, active: true, employee: w.people.employees[2]! };
    w.coverage.joined = {
      account,
      other: { ...other, employee: { ...other.employee, source: giver.source } },
      marks: [],
    };
    const { user } = await open("/handovers", { world: w, login: "admin" });
    await user.click(await screen.findByRole("button", { name: "安排继承" }));
    const own = await screen.findByRole("list", { name: "此人的其他账号" });
    expect(within(own).getByText(/仍在职/)).toBeVisible();
    const take = within(own).getByRole("button", { name: `由 ${other.employee.id} 接替` });
    await user.click(take);
    expect(take).toBeDisabled();
    expect(screen.getByRole("button", { name: "预览分配" })).toBeEnabled();
  });

  it("says of each customer what became of him, and asks again with another taker", async () => {
    const w = world();
    const other = w.people.employees[6]!;
    const { user } = await open("/handovers/31", { world: w, login: "admin" });
    const never = (await screen.findByText("赵先生")).closest("tr")!;
    expect(within(never).getByText("不能再通过平台继承")).toBeVisible();
    expect(within(never).queryByRole("button", { name: "重新发起" })).toBeNull();
    const refused = screen.getByText("刘小姐").closest("tr")!;
    expect(within(refused).getByText("客户拒绝由他接替")).toBeVisible();
    await user.click(within(refused).getByRole("button", { name: "重新发起" }));
    const dialog = await screen.findByRole("dialog", { name: "重新发起：刘小姐" });
    const picker = within(dialog).getByRole("combobox", { name: "选择接替员工" });
    await user.click(picker);
    await user.click(await option(other));
    await user.click(within(dialog).getByRole("button", { name: "重新发起" }));
    await waitFor(() => expect(screen.getByText("刘小姐").closest("tr")).toHaveTextContent(other.name));
    await user.selectOptions(screen.getByRole("combobox", { name: "结果" }), "已接替 (2)");
    await waitFor(() => expect(screen.queryByText("刘小姐")).toBeNull());
    expect(screen.getByText("客户群：老客户群")).toBeVisible();
  });

  it("lets an officer look and change nothing", async () => {
    await open("/handovers", { world: world(), login: "officer" });
    expect(await screen.findByText(/已离职，客户等待分配/)).toBeVisible();
    expect(screen.queryByRole("button", { name: "安排继承" })).toBeNull();
    expect(screen.queryByRole("button", { name: "新建继承" })).toBeNull();
  });
});
