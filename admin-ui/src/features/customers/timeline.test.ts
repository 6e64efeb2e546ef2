import { describe, expect, it } from "vitest";
import { timelineEntry } from "@/testing/builders/customers";
import { keyOfEntry, toDays } from "./timeline";

describe("the days of a timeline", () => {
  it("follow the company's clock, not the reader's", () => {
    const days = toDays([
      timelineEntry({ at: "2026-03-01T15:59:00.000Z" }),
      timelineEntry({ at: "2026-03-01T16:01:00.000Z" }),
      timelineEntry({ at: "2026-03-02T02:00:00.000Z" }),
    ]);
    expect(days.map((day) => [day.day, day.entries.length])).toEqual([
      ["2026-03-01", 1],
      ["2026-03-02", 2],
    ]);
  });

  it("tell messages and alerts of the same number apart", () => {
    const message = timelineEntry();
    const change = timelineEntry({
      kind: "change",
      message: null,
      change: { id: message.message!.id } as never,
    });
    expect(keyOfEntry(message)).not.toBe(keyOfEntry(change));
  });
});
