import { describe, expect, it } from "vitest";
import { can } from "./permissions";

describe("policies", () => {
  it("allow a page when every operation it needs is permitted", () => {
    expect(can({ permissions: ["searchMessages", "readConversation"] }, "searchArchive")).toBe(true);
  });

  it("hide a page when one operation it needs is missing", () => {
    expect(can({ permissions: ["searchMessages"] }, "searchArchive")).toBe(false);
    expect(can({ permissions: [] }, "decideAlerts")).toBe(false);
  });
});
