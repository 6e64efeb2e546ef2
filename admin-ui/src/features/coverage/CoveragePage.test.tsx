import { describe, expect, it } from "vitest";
import { open, screen, waitFor, within } from "@/testing/render";
import { makeWorld } from "@/testing/world";

function world() {
  const made = makeWorld();
  made.users[0]!.must_change_password = false;
  return made;
}

describe("coverage and consent", () => {
  it("says how far the archive reaches, and shows a default as a default", async () => {
    await open("/coverage", { world: world(), login: "officer" });
    const reach = await screen.findByRole("region", { name: "存档覆盖" });
    expect(within(reach).getByText("8 / 10")).toBeVisible();
    expect(within(reach).getAllByText("80%")).not.toHaveLength(0);
    expect(within(reach).getByText(/客户本人没有表态/)).toBeVisible();
    expect(within(reach).getByText("3 · 12.5%")).toBeVisible();
    const row = within(reach).getByText("客服部").closest("tr")!;
    expect(within(row).getByText("没有需要同意的客户")).toBeVisible();
  });

  it("says each gap in words with what to do, and lists who it is about", async () => {
    const { user, router } = await open("/coverage", { world: world(), login: "officer" });
    const gaps = await screen.findByRole("region", { name: "缺口" });
    expect(within(gaps).queryByText(/尚未表态（平台默认同意）/)).toBeNull();
    expect(within(gaps).getByText(/给他们分配席位/)).toBeVisible();
    await user.click(within(gaps).getByRole("button", { name: "查看：2 名员工有客户却没有存档席位" }));
    expect(await within(gaps).findByText("孙浩")).toBeVisible();
    expect(within(gaps).getByText("6 位客户")).toBeVisible();
    expect(router.state.location.search).toMatchObject({ gap: "no_seat" });
    await user.click(within(gaps).getByRole("button", { name: "查看：1 名员工有客户不同意存档" }));
    await user.click(await within(gaps).findByRole("link", { name: "1 位客户" }));
    await waitFor(() =>
      expect(router.state.location.search).toMatchObject({ tab: "consents", state: "disagree" }),
    );
    expect(await screen.findByRole("link", { name: "赵先生" })).toBeVisible();
    expect(screen.queryByRole("link", { name: "王女士" })).toBeNull();
  });

  it("says what keeps the platform from telling, and that messages go on", async () => {
    const w = world();
    w.coverage.coverage.asking[0]!.problem = "wecom.errcode_301053";
    await open("/coverage", { world: w, login: "admin" });
    expect(await screen.findByText(/未开通会话内容存档/)).toBeVisible();
    expect(screen.getByText(/消息接收不受影响/)).toBeVisible();
  });

  it("shows what belongs to an employee, now and before", async () => {
    const w = world();
    const who = w.people.employees[0]!;
    w.devices[0]!.employee_id = who.id;
    await open(`/coverage?tab=bindings&employee=${who.source}|${who.id}`, { world: w, login: "officer" });
    expect(await screen.findByRole("heading", { name: who.name })).toBeVisible();
    expect(screen.getByText("没有存档席位")).toBeVisible();
    expect(screen.getByText("七号机")).toBeVisible();
    const before = screen.getByText("pbx 801").closest("li")!;
    expect(within(before).getByText("曾用")).toBeVisible();
  });

  it("proposes accounts of one person, joins them with a reason, and parts them again", async () => {
    const w = world();
    const who = w.people.employees[0]!;
    const account = { employee: who, active: false, archived: true, customers: 6, since: null };
    const other = { ...account, active: true, employee: { ...who, source: "wecom:ww02", id: "zhangwei2" } };
    w.coverage.proposals = [{ account, other, marks: ["mobile", "staff_number"] }];
    const { user } = await open("/coverage?tab=bindings", { world: w, login: "admin" });
    const list = await screen.findByRole("region", { name: "可能是同一个人" });
    expect(within(list).getByText("手机号相同")).toBeVisible();
    expect(within(list).getByText("工号相同")).toBeVisible();
    await user.click(
      within(list).getByRole("button", { name: `${who.id} 与 zhangwei2 是同一个人`, hidden: true }),
    );
    const dialog = await screen.findByRole("dialog");
    await user.click(within(dialog).getByRole("button", { name: /确\s?定/ }));
    expect(await within(dialog).findByText("请填写原因")).toBeVisible();
    await user.type(within(dialog).getByLabelText("原因"), "入职登记表一致");
    await user.click(within(dialog).getByRole("button", { name: /确\s?定/ }));
    await waitFor(() => expect(w.coverage.history).toHaveLength(1));
    expect(w.coverage.history[0]).toMatchObject({ act: "joined", reason: "入职登记表一致" });
    await waitFor(() => expect(screen.queryByRole("region", { name: "可能是同一个人" })).toBeNull());
  });

  it("shows all accounts of a person with what was decided about them", async () => {
    const w = world();
    const who = w.people.employees[0]!;
    const account = { employee: who, active: false, archived: true, customers: 6, since: null };
    const other = { ...account, active: true, employee: { ...who, source: "wecom:ww02", id: "zhangwei2" } };
    w.coverage.joined = { account, other, marks: [] };
    const { user } = await open(`/coverage?tab=bindings&employee=${who.source}|${who.id}`, {
      world: w,
      login: "admin",
    });
    const accounts = await screen.findByRole("region", { name: "同一个人的账号" });
    expect(within(accounts).getByText("wecom:ww02")).toBeVisible();
    expect(within(accounts).getByText("不在通讯录")).toBeVisible();
    await user.click(within(accounts).getByRole("button", { name: "把 zhangwei2 与其他账号拆开" }));
    const dialog = await screen.findByRole("dialog");
    await user.type(within(dialog).getByLabelText("原因"), "弄错了");
    await user.click(within(dialog).getByRole("button", { name: /确\s?定/ }));
    expect(await within(accounts).findByText("弄错了")).toBeVisible();
  });

  it("binds a number that is in use and is nobody's", async () => {
    const w = world();
    const { user } = await open("/coverage?gap=unbound_number", { world: w, login: "admin" });
    const gaps = await screen.findByRole("region", { name: "缺口" });
    expect(await within(gaps).findByText("8005")).toBeVisible();
    expect(within(gaps).getByText("12 次通话或短信")).toBeVisible();
    await user.click(within(gaps).getByRole("button", { name: "把 8005 登记给员工" }));
    await waitFor(() => expect(screen.getByRole("dialog", { name: "把 8005 登记给员工" })).toBeVisible());
  });

  it("offers what customers said as a sheet, filtered as shown", async () => {
    await open("/coverage?tab=consents&state=disagree", { world: world(), login: "officer" });
    expect(await screen.findByRole("link", { name: "导出表格" })).toHaveAttribute(
      "href",
      "/api/v1/coverage/consents.xlsx?state=disagree&language=zh-CN",
    );
  });

  it("is not for reps", async () => {
    await open("/alerts", { world: world(), login: "rep" });
    await screen.findAllByRole("navigation");
    expect(screen.queryByRole("link", { name: "覆盖与同意" })).toBeNull();
  });
});
