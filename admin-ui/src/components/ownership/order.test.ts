import { describe, expect, it } from "vitest";
import { isWhole, newDraft, orderOf } from "./order";

const now = Date.parse("2026-03-01T00:00:00Z");

describe("an order while it is written", () => {
  it("needs a reason, and whom or where", () => {
    expect(isWhole(newDraft("assign", { reason: "新客户" }), now)).toBe(false);
    expect(isWhole(newDraft("assign", { employee: "wecom:a|li" }), now)).toBe(false);
    expect(isWhole(newDraft("assign", { employee: "wecom:a|li", reason: "新客户" }), now)).toBe(true);
    expect(isWhole(newDraft("return", { reason: "没有时间" }), now)).toBe(false);
    expect(isWhole(newDraft("return", { reason: "没有时间", pool: "7" }), now)).toBe(true);
  });

  it("lends only until a moment that lies ahead, and freezes without one", () => {
    const lend = newDraft("lend", { employee: "wecom:a|li", reason: "休假" });
    expect(isWhole(lend, now)).toBe(false);
    expect(isWhole({ ...lend, until: "2026-02-28T10:00" }, now)).toBe(false);
    expect(isWhole({ ...lend, until: "2026-03-02T10:00" }, now)).toBe(true);
    expect(isWhole(newDraft("freeze", { reason: "调查" }), now)).toBe(true);
  });

  it("says only what the act asks for", () => {
    const draft = newDraft("freeze", {
      employee: "wecom:a|li",
      pool: "7",
      until: "2026-03-02T10:00",
      reason: " 调查 ",
    });
    expect(orderOf(draft)).toEqual({
      action: "freeze",
      line: "",
      until: "2026-03-02T10:00:00+08:00",
      reason: "调查",
    });
    expect(orderOf(newDraft("unshare", { employee: "wecom:a|li", reason: "换人" }))).toMatchObject({
      action: "unshare",
      employee: { source: "wecom:a", id: "li" },
    });
  });
});
