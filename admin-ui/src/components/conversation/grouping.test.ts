import { describe, expect, it } from "vitest";
import { message } from "@/testing/builders/messages";
import { toLines } from "./grouping";

const at = (sent_at: string, from = "a") => message({ sent_at, from: { ...message({}).from, id: from } });

describe("lines of a conversation", () => {
  it("begin a new day by the company's clock, not by UTC", () => {
    const lines = toLines([at("2026-03-01T15:59:00.000Z"), at("2026-03-01T16:01:00.000Z")]);
    expect(lines.map((line) => line.newDay)).toEqual([true, true]);
  });

  it("show a silence of half an hour and more", () => {
    const lines = toLines([
      at("2026-03-01T01:00:00.000Z"),
      at("2026-03-01T01:29:00.000Z"),
      at("2026-03-01T02:00:00.000Z"),
    ]);
    expect(lines.map((line) => line.silence)).toEqual([0, 0, 1860]);
  });

  it("join what one person says in one breath", () => {
    const lines = toLines([
      at("2026-03-01T01:00:00.000Z"),
      at("2026-03-01T01:01:00.000Z"),
      at("2026-03-01T01:01:30.000Z", "b"),
    ]);
    expect(lines.map((line) => line.continues)).toEqual([false, true, false]);
  });
});
