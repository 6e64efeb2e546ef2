import { describe, expect, it } from "vitest";
import { carryOut, ownershipEntry } from "@/testing/mockPools";
import { fireEvent, open, screen, waitFor, within } from "@/testing/render";
import { makeWorld, type World } from "@/testing/world";

const key = (world: World, index: number) => {
  const { source, id } = world.people.employees[index]!;
  return { source, id };
};

/** Customer 1 belongs to employee `owner`. */
function world(owner = 1): World {
  const made = makeWorld();
  made.users[0]!.must_change_password = false;
  carryOut(made, "1", { action: "assign", employee: key(made, owner), reason: "新客户" }, "周宁");
  return made;
}

const card = () => screen.findByRole("region", { name: "归属" });

describe("the owner on a customer's page", () => {
  it("stands with who ordered it and why", async () => {
    const w = world();
    w.ownership.ledgers.get("1")!.history.push(
      ownershipEntry({
        entry: "2000",
        act: "return",
        pool: { id: "7", name: "华东公海" },
        user_name: null,
        cause: "pool:7",
      }),
      ownershipEntry({
        entry: "2001",
        act: "assign",
        owner: w.people.employees[2]!,
        user_name: null,
        cause: "handover:3",
      }),
      ownershipEntry({
        entry: "2002",
        act: "merge_in",
        owner: w.people.employees[2]!,
        user_name: null,
        cause: "merge:9",
      }),
    );
    const { user } = await open("/customers/1", { world: w, login: "officer" });
    const here = await card();
    expect(await within(here).findByText("李敏")).toBeVisible();
    await user.click(within(here).getByText("归属台账 4 条"));
    expect(within(here).getByText("无人负责 → 李敏")).toBeVisible();
    expect(within(here).getByText(/周宁.*新客户/)).toBeVisible();
    expect(within(here).getByText("李敏 → 公海“华东公海”")).toBeVisible();
    expect(within(here).getByText(/公海回收规则/)).toBeVisible();
    expect(within(here).getByText("公海“华东公海” → 王芳")).toBeVisible();
    expect(within(here).getByText(/客户移交/)).toBeVisible();
    expect(within(here).getByText("接手并入档案的归属：王芳 → 王芳")).toBeVisible();
    expect(within(here).getByText(/档案合并/)).toBeVisible();
  });

  it("is changed with a reason, after what was seen", async () => {
    const { user, world: w } = await open("/customers/1", { world: world(), login: "officer" });
    await user.click(await within(await card()).findByRole("button", { name: "分配" }));
    const dialog = await screen.findByRole("dialog", { name: "分配客户" });
    await user.click(within(dialog).getByRole("combobox", { name: "新归属人" }));
    await user.click(await screen.findByTitle(/王芳/));
    expect(within(dialog).getByRole("button", { name: "确定" })).toBeDisabled();
    fireEvent.change(within(dialog).getByLabelText("原因"), { target: { value: "换区域" } });
    await user.click(within(dialog).getByRole("button", { name: "确定" }));
    await waitFor(async () => expect(within(await card()).getByText("王芳")).toBeVisible());
    expect(w.ownership.ledgers.get("1")!.history.at(-1)).toMatchObject({ act: "assign", reason: "换区域" });
  });

  it("is not changed over the head of somebody who was faster: the page says who did what", async () => {
    const { user, world: w } = await open("/customers/1", { world: world(), login: "officer" });
    await user.click(await within(await card()).findByRole("button", { name: "退回公海" }));
    const dialog = await screen.findByRole("dialog", { name: "退回公海" });
    carryOut(w, "1", { action: "assign", employee: key(w, 2), reason: "急" }, "李娜");
    await user.click(within(dialog).getByRole("combobox", { name: "公海" }));
    await user.click(await screen.findByTitle("华东公海"));
    fireEvent.change(within(dialog).getByLabelText("原因"), { target: { value: "没有时间" } });
    await user.click(within(dialog).getByRole("button", { name: "确定" }));
    const notice = await within(dialog).findByRole("alert");
    expect(await within(notice).findByText("李敏 → 王芳")).toBeVisible();
    expect(within(notice).getByText(/李娜.*急/)).toBeVisible();
    expect(within(dialog).getByRole("button", { name: "确定" })).toBeDisabled();
    expect(w.ownership.ledgers.get("1")!.items[0]!.owner?.name).toBe("王芳");
    await user.click(within(notice).getByRole("button", { name: "已看过，按现在的情况继续" }));
    await user.click(within(dialog).getByRole("button", { name: "确定" }));
    await waitFor(() => expect(w.ownership.ledgers.get("1")!.items[0]!.pool?.name).toBe("华东公海"));
  });

  it("is lent until a date", async () => {
    const { user, world: w } = await open("/customers/1", { world: world(), login: "officer" });
    await user.click(await within(await card()).findByRole("button", { name: "借出" }));
    const dialog = await screen.findByRole("dialog", { name: "借出客户" });
    await user.click(within(dialog).getByRole("combobox", { name: "借给" }));
    await user.click(await screen.findByTitle(/王芳/));
    fireEvent.change(within(dialog).getByLabelText("原因"), { target: { value: "休假" } });
    expect(within(dialog).getByRole("button", { name: "确定" })).toBeDisabled();
    fireEvent.change(within(dialog).getByLabelText("截止时间"), { target: { value: "2099-03-02T10:00" } });
    await user.click(within(dialog).getByRole("button", { name: "确定" }));
    expect(await within(await card()).findByText(/由 王芳 负责至 2099年3月2日/)).toBeVisible();
    expect(within(await card()).getByRole("button", { name: "收回借出" })).toBeVisible();
    expect(w.ownership.ledgers.get("1")!.items[0]!.lent_until).toBe("2099-03-02T10:00:00+08:00");
  });

  it("stays where it is when it is frozen, and is thawed before anything else", async () => {
    const w = world();
    carryOut(w, "1", { action: "lend", employee: key(w, 2), until: "2099-03-02T10:00:00+08:00" }, "周宁");
    const { user } = await open("/customers/1", { world: w, login: "officer" });
    const begin = await within(await card()).findByRole("button", { name: "收回借出" });
    carryOut(w, "1", { action: "freeze", reason: "争议" }, "周宁");
    await user.click(begin);
    const end = await screen.findByRole("dialog", { name: "收回借出" });
    fireEvent.change(within(end).getByLabelText("原因"), { target: { value: "回来了" } });
    await user.click(within(end).getByRole("button", { name: "确定" }));
    await user.click(await within(end).findByRole("button", { name: "已看过，按现在的情况继续" }));
    await user.click(within(end).getByRole("button", { name: "确定" }));
    expect(await within(end).findByText("客户归属已冻结")).toBeVisible();
    await user.click(within(end).getByRole("button", { name: "取消" }));
    expect(await within(await card()).findByText("已冻结")).toBeVisible();
    expect(within(await card()).getByRole("button", { name: "解冻" })).toBeVisible();
    expect(within(await card()).queryByRole("button", { name: "分配" })).toBeNull();
  });

  it("shares, and shares no more", async () => {
    const w = world();
    carryOut(w, "1", { action: "share", employee: key(w, 3) }, "周宁");
    const { user } = await open("/customers/1", { world: w, login: "officer" });
    await user.click(await within(await card()).findByRole("button", { name: "不再共享给 刘洋" }));
    const dialog = await screen.findByRole("dialog", { name: "不再共享给 刘洋" });
    fireEvent.change(within(dialog).getByLabelText("原因"), { target: { value: "换人" } });
    await user.click(within(dialog).getByRole("button", { name: "确定" }));
    await waitFor(async () => expect(within(await card()).queryByText("刘洋")).toBeNull());
    expect(w.ownership.ledgers.get("1")!.items[0]!.shared).toEqual([]);
  });

  it("lets a rep return what is his, and nothing else", async () => {
    await open("/customers/1", { world: world(0), login: "rep" });
    expect(await within(await card()).findByRole("button", { name: "退回公海" })).toBeVisible();
    expect(within(await card()).queryByRole("button", { name: "分配" })).toBeNull();
  });

  it("offers a rep nothing where the customer is another's", async () => {
    await open("/customers/1", { world: world(1), login: "rep" });
    expect(await within(await card()).findByText("李敏")).toBeVisible();
    expect(within(await card()).queryByRole("button")).toBeNull();
  });

  it("begins where nobody ever served the customer", async () => {
    const w = makeWorld();
    await open("/customers/1", { world: w, login: "officer" });
    expect(await within(await card()).findByText("还没有人负责这位客户")).toBeVisible();
    expect(within(await card()).getByRole("button", { name: "分配" })).toBeVisible();
  });
});

describe("the list of customers", () => {
  it("asks for those whom an employee serves", async () => {
    const w = world();
    const { router } = await open(`/customers?owner=${encodeURIComponent(`${key(w, 1).source}|user.1`)}`, {
      world: w,
      login: "officer",
    });
    await waitFor(() => expect(screen.getAllByRole("link", { name: "陈女士" })).toHaveLength(1));
    expect(router.state.location.search).toMatchObject({ owner: `${key(w, 1).source}|user.1` });
  });

  it("shares many at once and says for whom it was not done", async () => {
    const { user, world: w } = await open("/customers", { world: world(), login: "officer" });
    for (const box of await screen.findAllByRole("checkbox")) await user.click(box);
    await user.click(screen.getByRole("button", { name: "共享" }));
    const dialog = await screen.findByRole("dialog");
    await waitFor(() => expect(within(dialog).getByText("共享 2 位客户")).toBeVisible());
    await user.click(within(dialog).getByRole("combobox", { name: "共享给" }));
    await user.click(await screen.findByTitle(/刘洋/));
    fireEvent.change(within(dialog).getByLabelText("原因"), { target: { value: "协助" } });
    await user.click(within(dialog).getByRole("button", { name: "确定" }));
    expect(await within(dialog).findByText("已完成 1 位，未执行 1 位")).toBeVisible();
    await waitFor(() => expect(within(dialog).getByText("客户目前没有归属人")).toBeVisible());
    expect(w.ownership.ledgers.get("1")!.items[0]!.shared[0]?.name).toBe("刘洋");
  });

  it("has nothing to pick for a rep", async () => {
    await open("/customers", { world: world(), login: "rep" });
    expect((await screen.findAllByRole("link", { name: "陈女士" })).length).toBeGreaterThan(0);
    expect(screen.queryByRole("checkbox")).toBeNull();
  });
});
