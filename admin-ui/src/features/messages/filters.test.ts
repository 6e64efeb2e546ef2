import { describe, expect, it } from "vitest";
import { readArchiveSearch, startOfDay, toMessageQuery } from "./filters";

const now = Date.parse("2026-03-10T04:00:30.000Z");

describe("the search's address", () => {
  it("keeps only params it knows", () => {
    expect(readArchiveSearch({ q: "x", token: "y" })).toEqual({ q: "x" });
  });

  it("counts a relative range back from now", () => {
    expect(toMessageQuery({ range: "7d" }, now).from).toBe("2026-03-03T04:00:00.000Z");
  });

  it("begins a day at midnight in Shanghai and includes the last day", () => {
    expect(startOfDay("2026-03-01")).toBe("2026-02-28T16:00:00.000Z");
    expect(toMessageQuery({ from: "2026-03-01", until: "2026-03-01" }, now)).toMatchObject({
      from: "2026-02-28T16:00:00.000Z",
      until: "2026-03-01T16:00:00.000Z",
    });
  });

  it("ignores values that the server would refuse", () => {
    expect(toMessageQuery({ channel: "pigeon", role: "king", from: "yesterday" }, now)).toMatchObject({
      channel: undefined,
      role: undefined,
      from: undefined,
    });
  });
});
