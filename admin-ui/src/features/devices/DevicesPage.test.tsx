import { describe, expect, it } from "vitest";
import { device } from "@/testing/builders/devices";
import { open, screen, waitFor, within } from "@/testing/render";
import { makeWorld } from "@/testing/world";

function world() {
  const made = makeWorld();
  made.users[0]!.must_change_password = false;
  return made;
}

describe("the devices page", () => {
  it("shows who carries a phone, what is missing of its log, and a clock that is off", async () => {
    const w = world();
    w.devices = [
      device({ label: "一号机" }),
      device({
        id: "e".repeat(32),
        label: "二号机",
        silent: true,
        skew_ms: -7_200_000,
        pending: 3,
        gaps: [{ first: 4, last: 6, found_at: "2026-03-02T08:00:00.000Z" }],
      }),
    ];
    await open("/devices", { world: w, login: "officer" });
    const good = (await screen.findByText("一号机")).closest("tr")!;
    expect(await within(good).findByText("张伟")).toBeVisible();
    expect(within(good).getByText("使用中")).toBeVisible();
    expect(within(good).getByText("准确")).toBeVisible();
    const bad = screen.getByText("二号机").closest("tr")!;
    expect(within(bad).getByText("失联")).toBeVisible();
    expect(within(bad).getByText("缺 3 条")).toBeVisible();
    expect(within(bad).getByText(/^慢 /)).toBeVisible();
    expect(within(bad).getByText("手机上待传 3 条")).toBeVisible();
    expect(screen.queryByRole("button", { name: "登记手机" })).toBeNull();
  });

  it("enrols a phone of an employee and shows its code once", async () => {
    const { user, world: w } = await open("/devices", { world: world(), login: "admin" });
    await user.click(await screen.findByRole("button", { name: "登记手机" }));
    const form = await screen.findByRole("dialog", { name: "登记手机" });
    await user.click(within(form).getByRole("button", { name: "确定" }));
    expect(await within(form).findByText("请选择手机由谁使用")).toBeVisible();
    await user.click(within(form).getByRole("combobox"));
    await user.click(await screen.findByText(/^李敏/));
    await user.type(within(form).getByLabelText("标签"), "八号机");
    await user.click(within(form).getByRole("button", { name: "确定" }));

    const shown = await screen.findByRole("dialog", { name: "用应用扫码" });
    expect(within(shown).getByRole("img", { name: "登记手机的二维码" })).toBeInTheDocument();
    expect(within(shown).getByText("cusinv_mock-code")).toBeInTheDocument();
    await user.click(within(shown).getByRole("button", { name: "完成" }));
    await waitFor(() => expect(screen.queryByText("cusinv_mock-code")).toBeNull());
    expect(w.devices[0]).toMatchObject({ employee_id: "user.1", label: "八号机", state: "invited" });
    expect(await screen.findByText("等待登记")).toBeVisible();
  });

  it("replaces a phone: the old one is out, the new one has its code", async () => {
    const { user, world: w } = await open("/devices", { world: world(), login: "admin" });
    await user.click(await screen.findByRole("button", { name: "更换七号机" }));
    const sure = await screen.findByRole("dialog");
    await user.click(within(sure).getByRole("button", { name: "确定" }));
    expect(await screen.findByText("cusinv_mock-code")).toBeInTheDocument();
    expect(w.devices.map((one) => one.state)).toEqual(["invited", "revoked"]);
    expect(w.devices[0]!.replaces).toBe(w.devices[1]!.id);
  });

  it("revokes a phone after asking", async () => {
    const { user, world: w } = await open("/devices", { world: world(), login: "admin" });
    await user.click(await screen.findByRole("button", { name: "吊销七号机" }));
    await user.click(await screen.findByRole("button", { name: "确定" }));
    await waitFor(() => expect(w.devices[0]?.state).toBe("revoked"));
    await waitFor(() => expect(screen.queryByRole("button", { name: "吊销七号机" })).toBeNull());
  });

  it("makes a source, shows its token once, and stops it", async () => {
    const { user, world: w } = await open("/devices", { world: world(), login: "admin" });
    await user.click(await screen.findByRole("button", { name: "新建来源" }));
    const form = await screen.findByRole("dialog", { name: "新建来源" });
    await user.type(within(form).getByLabelText("名称"), "crm");
    await user.click(within(form).getByRole("button", { name: "保存" }));
    const shown = await screen.findByRole("dialog", { name: "令牌" });
    expect(within(shown).getByText("cussrc_mock")).toBeInTheDocument();
    await user.click(within(shown).getByRole("button", { name: "我已记下" }));
    await user.click(await screen.findByRole("button", { name: "停用ingest:crm" }));
    await waitFor(() =>
      expect(w.pushSources.find((one) => one.source === "ingest:crm")?.enabled).toBe(false),
    );
  });
});
