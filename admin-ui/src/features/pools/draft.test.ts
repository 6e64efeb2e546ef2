import { describe, expect, it } from "vitest";
import { publicPool } from "@/testing/mockPools";
import { draftOf, faultsOf, settingsOf } from "./draft";

describe("the settings of a pool", () => {
  it("come back as they were, unless something is changed", () => {
    const pool = publicPool();
    expect(settingsOf(draftOf(pool))).toEqual({
      name: pool.name,
      line: pool.line,
      departments: pool.departments,
      claims_per_day: pool.claims_per_day,
      held_limit: pool.held_limit,
      cool_off_days: pool.cool_off_days,
      returns: pool.returns,
      open: pool.open,
    });
  });

  it("need a name", () => {
    expect(faultsOf({ ...draftOf(undefined), name: "  " })).toEqual(["name"]);
  });

  it("warn before a customer goes back, not from the first day on", () => {
    const draft = { ...draftOf(undefined), name: "华东", idle_days: 30 };
    expect(faultsOf({ ...draft, warn_days: 30 })).toEqual(["warn"]);
    expect(faultsOf({ ...draft, warn_days: 29 })).toEqual([]);
    expect(faultsOf({ ...draft, no_deal_days: 7, deal_stages: ["已成交"], warn_days: 7 })).toEqual(["warn"]);
    expect(faultsOf({ ...draftOf(undefined), name: "华东", warn_days: 3 })).toEqual([]);
  });

  it("say which stages are a deal when deals have a date", () => {
    const draft = { ...draftOf(undefined), name: "华东", no_deal_days: 90 };
    expect(faultsOf(draft)).toEqual(["deal"]);
    expect(faultsOf({ ...draft, deal_stages: ["已成交"] })).toEqual([]);
  });
});
