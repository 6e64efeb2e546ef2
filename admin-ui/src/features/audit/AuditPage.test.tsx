import { describe, expect, expectTypeOf, it } from "vitest";
import type { AuditAction } from "@/lib/api/types";
import type words from "@/locales/zh-CN/audit.json";
import { open, screen, waitFor, within } from "@/testing/render";

type Names<T, Area extends string = ""> = {
  [Key in keyof T & string]: T[Key] extends string ? `${Area}${Key}` : Names<T[Key], `${Area}${Key}.`>;
}[keyof T & string];

const trail = () => screen.findByRole("table", { name: "审计日志" });

describe("the audit log", () => {
  it("tells in words who did what, with its details", async () => {
    await open("/audit");
    const table = await trail();
    expect(within(table).getAllByText("查看告警")[0]).toBeVisible();
    expect(within(table).getAllByText("转账")[0]).toBeVisible();
  });

  it("has words for every act of the contract, and for nothing else", () => {
    expectTypeOf<Names<(typeof words)["audit"]["actions"]>>().toEqualTypeOf<AuditAction>();
  });

  it("is narrowed to acts that are found by their words, and the address says so", async () => {
    const { user, router } = await open("/audit");
    await trail();
    await user.type(screen.getByRole("combobox", { name: "动作" }), "处置");
    await user.click(await screen.findByTitle("处置告警"));
    await waitFor(() => expect(screen.queryByRole("cell", { name: "检索消息" })).toBeNull());
    expect(within(await trail()).getAllByText("处置告警")[0]).toBeVisible();
    expect(router.state.location.search).toEqual({ action: "alert.decide" });
  });

  it("leads from an entry to all that its user did, and to all that was done with its object", async () => {
    const { user, router } = await open("/audit");
    await user.click(within(await trail()).getAllByRole("link", { name: "officer" })[0]!);
    await waitFor(() => expect(screen.queryByRole("link", { name: "admin" })).toBeNull());
    await user.click(within(await trail()).getByRole("link", { name: "1006" }));
    await waitFor(() => expect(within(screen.getByRole("table")).getAllByRole("row")).toHaveLength(2));
    expect(router.state.location.search).toEqual({ user: "officer", target: "1006" });
    expect(screen.getByRole("searchbox", { name: "用户（登录名）" })).toHaveValue("officer");
  });

  it("says that nothing fits", async () => {
    await open("/audit?user=nobody");
    expect(await screen.findByText("没有符合条件的记录")).toBeVisible();
  });
});
