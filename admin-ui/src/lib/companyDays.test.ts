import { describe, expect, it } from "vitest";
import { midnightOf } from "./companyDays";

describe("a day of the company", () => {
  it("begins at midnight of its zone, and ends where the next begins", () => {
    expect(midnightOf("2026-03-01")).toBe("2026-02-28T16:00:00.000Z");
    expect(midnightOf("2026-02-28", 1)).toBe("2026-02-28T16:00:00.000Z");
  });

  it("is nothing when an address says something else", () => {
    expect(midnightOf(undefined)).toBeUndefined();
    expect(midnightOf("yesterday")).toBeUndefined();
    expect(midnightOf("2026-13-01")).toBeUndefined();
  });
});
