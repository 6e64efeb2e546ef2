import { describe, expect, it } from "vitest";
import { dayOf, fewer } from "./Histogram";

const hour = (n: number) => new Date(Date.parse("2026-03-01T00:00:00+08:00") + n * 3_600_000).toISOString();
const bars = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ from: hour(n), until: hour(n + 1), count: n }));

describe("the spread over time", () => {
  it("loses no message when neighbours are put together", () => {
    const joined = fewer(bars(62));
    expect(joined.length).toBeLessThanOrEqual(14);
    expect(joined.reduce((sum, bar) => sum + bar.count, 0)).toBe((61 * 62) / 2);
    expect(joined[0]!.from).toBe(hour(0));
    expect(joined.at(-1)!.until).toBe(hour(62));
    expect(fewer(bars(5))).toHaveLength(5);
  });

  it("knows the company's day of a time", () => {
    expect(dayOf("2026-02-28T16:00:00.000Z")).toBe("2026-03-01");
    expect(dayOf("2026-03-01T16:00:00.000Z", -1)).toBe("2026-03-01");
  });
});
