import { describe, expect, it } from "vitest";
import { open, screen, within } from "@/testing/render";

describe("the rules page", () => {
  it("lists the rules of the pack and narrows them by words", async () => {
    const { user } = await open("/rules");
    const table = await screen.findByRole("table", { name: "规则" });
    expect(within(table).getByText("承诺保本收益")).toBeVisible();
    await user.type(screen.getByRole("searchbox", { name: "查找规则" }), "回扣{Enter}");
    expect(await within(table).findByText("索要或承诺回扣")).toBeVisible();
    expect(within(table).queryByText("承诺保本收益")).toBeNull();
  });

  it("speaks English when asked to", async () => {
    await open("/rules", { language: "en" });
    expect(await screen.findByText("Promises a guaranteed return")).toBeVisible();
  });
});
