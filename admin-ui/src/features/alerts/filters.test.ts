import { describe, expect, it } from "vitest";
import { belongs, lowestSeverity, readQueueSearch, toAlertQuery, viewOf } from "./filters";

describe("the queue's address", () => {
  it("falls back to the work to do when the view is unknown", () => {
    expect(viewOf({ view: "nonsense" })).toBe("todo");
    expect(toAlertQuery({}).state).toEqual(["new", "in_review"]);
  });

  it("keeps only params it knows", () => {
    expect(readQueueSearch({ view: "done", id: "7", evil: "x", tab: 3 })).toEqual({ view: "done", id: "7" });
  });

  it("never asks below the severity of its view", () => {
    expect(lowestSeverity({ view: "high", severity: "low" })).toBe("high");
    expect(lowestSeverity({ view: "high", severity: "critical" })).toBe("critical");
  });

  it("splits an employee whose source holds colons", () => {
    expect(toAlertQuery({ employee: "wecom:ww01|li.na" })).toMatchObject({
      employee_source: "wecom:ww01",
      employee_id: "li.na",
    });
  });

  it("lets a decided alert leave the view of open work", () => {
    const alert = { severity: "high", category: "abuse" } as const;
    expect(belongs({}, { ...alert, state: "new" })).toBe(true);
    expect(belongs({}, { ...alert, state: "violation" })).toBe(false);
    expect(belongs({ view: "all" }, { ...alert, state: "violation" })).toBe(true);
    expect(belongs({ category: "data_leak" }, { ...alert, state: "new" })).toBe(false);
  });
});
