import { describe, expect, it } from "vitest";
import { open, screen, within } from "@/testing/render";

describe("the audit log", () => {
  it("tells in words who did what, with its details", async () => {
    await open("/audit");
    const table = await screen.findByRole("table", { name: "审计日志" });
    expect(within(table).getAllByText("查看告警")[0]).toBeVisible();
    expect(within(table).getAllByText("转账")[0]).toBeVisible();
  });
});
