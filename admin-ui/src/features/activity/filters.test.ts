import { describe, expect, it } from "vitest";
import { changeOf, daysOf, hoursOf, piecesOf, rangeBefore, rangeOf, sheetAddress } from "./filters";

const today = "2026-03-05";

describe("the range of an address", () => {
  it("is the last seven days when none is named or what is named makes no sense", () => {
    const week = { from: "2026-02-27", until: today };
    expect(rangeOf({}, today)).toEqual(week);
    expect(rangeOf({ from: "2026-03-06" }, today)).toEqual(week);
    expect(rangeOf({ from: "soon", until: "2026-02-31x" }, today)).toEqual(week);
    expect(rangeOf({ from: "2026-01-01", until: "2026-01-31" }, today)).toEqual({
      from: "2026-01-01",
      until: "2026-01-31",
    });
  });

  it("is compared with as many days right before it", () => {
    const march = { from: "2026-03-01", until: "2026-03-31" };
    expect(daysOf(march)).toBe(31);
    expect(rangeBefore(march)).toEqual({ from: "2026-01-29", until: "2026-02-28" });
  });

  it("is drawn in pieces that are never too many", () => {
    expect(piecesOf({ from: "2026-01-01", until: "2026-03-01" })).toBe("day");
    expect(piecesOf({ from: "2026-01-01", until: "2026-12-31" })).toBe("week");
    expect(piecesOf({ from: "2024-01-01", until: "2026-12-31" })).toBe("month");
  });
});

describe("what is shown", () => {
  it("is fetched as a sheet with the same filters", () => {
    const range = { from: "2026-03-01", until: "2026-03-02" };
    expect(sheetAddress({ by: "team", department: "wecom:ww01|3" }, range, "en")).toBe(
      "/api/v1/activity.xlsx?from=2026-03-01&until=2026-03-02&department_source=wecom%3Aww01&department_id=3&by=team&language=en",
    );
  });

  it("compares only what can be compared", () => {
    expect(changeOf(15, 10)).toBeCloseTo(0.5);
    expect(changeOf(0, 10)).toBe(-1);
    expect(changeOf(15, 0)).toBeUndefined();
    expect(changeOf(null, 10)).toBeUndefined();
    expect(changeOf(15, undefined)).toBeUndefined();
  });

  it("lists waits of two hours unless another number of the list is named", () => {
    expect(hoursOf({})).toBe("2");
    expect(hoursOf({ over: "24" })).toBe("24");
    expect(hoursOf({ over: "3" })).toBe("2");
  });
});
