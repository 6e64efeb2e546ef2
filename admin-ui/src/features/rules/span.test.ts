import { describe, expect, it } from "vitest";
import { axisTop, withGaps } from "./components/DayChart";
import { defaultSpan, rangeOf } from "./span";

const now = Date.parse("2026-03-10T20:00:00Z");

describe("the range of a back-test", () => {
  it("is the last days until now", () => {
    expect(rangeOf({ ...defaultSpan(now), kind: "7" }, now)).toEqual({ from: "2026-03-03T20:00:00.000Z" });
  });

  it("is whole days by the company's clock, both ends included", () => {
    const span = { kind: "custom", from: "2026-03-01", until: "2026-03-01" } as const;
    expect(rangeOf(span)).toEqual({ from: "2026-02-28T16:00:00.000Z", until: "2026-03-01T16:00:00.000Z" });
  });

  it("is none when it ends before it begins or names no day", () => {
    expect(rangeOf({ kind: "custom", from: "2026-03-02", until: "2026-03-01" })).toBeUndefined();
    expect(rangeOf({ kind: "custom", from: "", until: "2026-03-01" })).toBeUndefined();
  });
});

describe("the chart of days", () => {
  it("leaves no day out", () => {
    const day = (name: string) => ({ day: name, messages: 5, before: 1, after: 2 });
    const days = withGaps([day("2026-03-03"), day("2026-03-01")]);
    expect(days.map((one) => [one.day, one.after])).toEqual([
      ["2026-03-01", 2],
      ["2026-03-02", 0],
      ["2026-03-03", 2],
    ]);
    expect(withGaps([])).toEqual([]);
  });

  it("has a round top that nothing exceeds", () => {
    expect([0, 1, 3, 7, 12, 480].map((value) => axisTop([value]))).toEqual([1, 1, 5, 10, 20, 500]);
  });
});
