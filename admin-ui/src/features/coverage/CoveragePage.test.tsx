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

  it("is not for reps", async () => {
    await open("/alerts", { world: world(), login: "rep" });
    await screen.findAllByRole("navigation");
    expect(screen.queryByRole("link", { name: "覆盖与同意" })).toBeNull();
  });
});
