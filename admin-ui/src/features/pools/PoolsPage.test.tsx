import { describe, expect, it } from "vitest";
import { carryOut, ownership, publicPool } from "@/testing/mockPools";
import { fireEvent, open, screen, waitFor, within } from "@/testing/render";
import { makeWorld, type World } from "@/testing/world";

/** Customer 1 is in the pool. */
function world(): World {
  const made = makeWorld();
  made.users[0]!.must_change_password = false;
  carryOut(made, "1", { action: "return", pool: "7", reason: "没有时间" }, "周宁");
  return made;
}

describe("the pools page", () => {
  it("shows how many are in a pool, and its rules in words", async () => {
    await open("/pools", { world: world(), login: "officer" });
    const row = (await screen.findByRole("link", { name: "华东公海" })).closest("tr")!;
    expect(within(row).getByText("1")).toBeVisible();
    for (const rule of [
      "仅限部门：华东一部",
      "每人每天最多领取 5 位",
      "原归属人 30 天内不能再领取",
      "60 天没有联系则回收",
      "仅限等级：A",
      "提前 7 天提醒",
    ])
      expect(await within(row).findByText(rule)).toBeVisible();
    expect(screen.queryByRole("button", { name: "新建公海" })).toBeNull();
    expect(screen.queryByRole("button", { name: /编辑公海/ })).toBeNull();
  });

  it("says that there is no pool, and that one has no rules", async () => {
    const w = world();
    w.ownership.pools = [];
    const { user } = await open("/pools", { world: w, login: "admin" });
    expect(await screen.findByText("还没有公海")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "新建公海" }));
    const drawer = await screen.findByRole("dialog", { name: "新建公海" });
    await user.click(within(drawer).getByRole("button", { name: "保存" }));
    await waitFor(() => expect(within(drawer).getByText("请填写名称")).toBeVisible());
    fireEvent.change(within(drawer).getByLabelText("名称"), { target: { value: "全国公海" } });
    await user.click(within(drawer).getByRole("button", { name: "保存" }));
    expect(await screen.findByRole("link", { name: "全国公海" })).toBeVisible();
    expect(screen.getByText("全公司可领取，不限数量")).toBeVisible();
    expect(screen.getByText("不自动回收")).toBeVisible();
  });

  it("refuses rules that cannot be meant, and keeps the others", async () => {
    const { user, world: w } = await open("/pools", { world: world(), login: "admin" });
    await user.click(await screen.findByRole("button", { name: "编辑公海“华东公海”" }));
    const drawer = await screen.findByRole("dialog", { name: "编辑公海“华东公海”" });
    expect(within(drawer).getByLabelText("业务线")).toBeDisabled();
    const warn = within(drawer).getByLabelText("提前多少天提醒");
    fireEvent.change(warn, { target: { value: "60" } });
    await user.click(within(drawer).getByRole("button", { name: "保存" }));
    expect(await within(drawer).findByText("提醒天数要小于回收天数，否则一接手就提醒")).toBeVisible();
    expect(w.ownership.pools[0]!.version).toBe(1);
    fireEvent.change(warn, { target: { value: "3" } });
    await user.click(within(drawer).getByRole("button", { name: "保存" }));
    await waitFor(() => expect(w.ownership.pools[0]!.version).toBe(2));
    expect(w.ownership.pools[0]).toMatchObject({
      claims_per_day: 5,
      returns: { idle_days: 60, warn_days: 3 },
    });
  });

  it("says that somebody else changed the pool meanwhile", async () => {
    const { user, world: w } = await open("/pools", { world: world(), login: "admin" });
    await user.click(await screen.findByRole("button", { name: "编辑公海“华东公海”" }));
    const drawer = await screen.findByRole("dialog", { name: "编辑公海“华东公海”" });
    w.ownership.pools[0]!.version = 2;
    await user.click(within(drawer).getByRole("button", { name: "保存" }));
    expect(await within(drawer).findByText(/其他人刚刚修改了这个公海/)).toBeVisible();
  });

  it("shows who returns soon, with date and owner", async () => {
    const w = world();
    const [customer] = w.customers.records;
    w.ownership.returning = [
      {
        customer: customer!,
        line: "",
        owner: w.people.employees[1]!,
        pool: { id: "7", name: "华东公海" },
        warned_at: "2026-03-01T02:00:00.000Z",
        due_at: "2026-03-08T02:00:00.000Z",
      },
    ];
    const { user, router } = await open("/pools", { world: w, login: "officer" });
    await user.click(await screen.findByRole("tab", { name: "即将回收" }));
    const row = (await screen.findByRole("link", { name: "陈女士" })).closest("tr")!;
    expect(within(row).getByText(/李敏/)).toBeVisible();
    expect(within(row).getByText(/2026年3月8日/)).toBeVisible();
    expect(router.state.location.search).toEqual({ tab: "returning" });
  });

  it("speaks English", async () => {
    await open("/pools", { world: world(), login: "officer", language: "en" });
    expect(await screen.findByText("5 claims a day each")).toBeVisible();
    expect(screen.getByText("After 60 days without contact")).toBeVisible();
  });
});

describe("the customers of a pool", () => {
  it("are claimed by a rep for himself", async () => {
    const { user, world: w } = await open("/pools/7", { world: world(), login: "rep" });
    await user.click(await screen.findByRole("button", { name: "领取 陈女士" }));
    expect(await screen.findByText("领取成功：")).toBeVisible();
    expect(screen.getByRole("link", { name: "陈女士" })).toHaveAttribute("href", "/customers/1");
    expect(await screen.findByText("公海里没有客户")).toBeVisible();
    expect(w.ownership.ledgers.get("1")!.items[0]!.owner?.id).toBe("user.0");
  });

  it("are lost to whoever is faster, and the page says so", async () => {
    const { user, world: w } = await open("/pools/7", { world: world(), login: "rep" });
    const claim = await screen.findByRole("button", { name: "领取 陈女士" });
    const employee = { source: w.people.employees[1]!.source, id: "user.1" };
    carryOut(w, "1", { action: "assign", employee }, "周宁");
    await user.click(claim);
    expect(await screen.findByText(/陈女士: 刚刚被别人领走了/)).toBeVisible();
    expect(w.ownership.ledgers.get("1")!.items[0]!.owner?.id).toBe("user.1");
  });

  it("stay in the pool with the reason when a claim is refused", async () => {
    const w = world();
    w.ownership.refuseClaims = "pool.daily_limit";
    const { user } = await open("/pools/7", { world: w, login: "rep" });
    await user.click(await screen.findByRole("button", { name: "领取 陈女士" }));
    expect(await screen.findByText("今天领取的客户已达上限")).toBeVisible();
    expect(screen.getByRole("button", { name: "领取 陈女士" })).toBeEnabled();
  });

  it("are assigned together, and whoever was taken meanwhile is named", async () => {
    const w = world();
    carryOut(w, "2", { action: "return", pool: "7" }, "周宁");
    const { user } = await open("/pools/7", { world: w, login: "officer" });
    await screen.findAllByRole("checkbox");
    await user.click(screen.getByRole("button", { name: "全选已显示的" }));
    expect(screen.getByText("已选 2 位")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "分配" }));
    const dialog = await screen.findByRole("dialog", { name: "分配 2 位客户" });
    w.ownership.ledgers.get("2")!.items[0] = ownership({ customer: "2", entry: "999" });
    await user.click(within(dialog).getByRole("combobox", { name: "新归属人" }));
    await user.click(await screen.findByTitle(/王芳/));
    expect(within(dialog).getByRole("button", { name: "确定" })).toBeDisabled();
    fireEvent.change(within(dialog).getByLabelText("原因"), { target: { value: "华东客户" } });
    await user.click(within(dialog).getByRole("button", { name: "确定" }));
    expect(await within(dialog).findByText("已完成 1 位，未执行 1 位")).toBeVisible();
    await waitFor(() => expect(within(dialog).getByText("其他人刚刚变更了这位客户的归属")).toBeVisible());
    expect(w.ownership.ledgers.get("1")!.items[0]!.owner?.name).toBe("王芳");
    await user.click(within(dialog).getByRole("button", { name: "完成" }));
    await waitFor(() => expect(screen.queryByText("已选 2 位")).toBeNull());
  });

  it("show no page to open and no picks to a rep", async () => {
    const w = world();
    w.ownership.pools.push(publicPool({ id: "8", name: "别的公海" }));
    await open("/pools/7", { world: w, login: "rep" });
    expect(await screen.findByText("陈女士")).toBeVisible();
    expect(screen.queryByRole("link", { name: "陈女士" })).toBeNull();
    expect(screen.queryByRole("checkbox")).toBeNull();
  });
});
