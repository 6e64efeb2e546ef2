import { describe, expect, it } from "vitest";
import { fromFirstMark } from "./ResultRow";

describe("the words around a hit", () => {
  it("begin at most 24 characters before the first mark", () => {
    const cut = fromFirstMark([{ t: "a".repeat(100) }, { t: "hit", m: ["query"] }, { t: "tail" }]);
    expect(cut[0]?.t).toBe(`…${"a".repeat(24)}`);
    expect(cut.slice(1).map((segment) => segment.t)).toEqual(["hit", "tail"]);
  });

  it("stay whole when nothing is marked or the mark comes first", () => {
    expect(fromFirstMark([{ t: "plain" }])).toEqual([{ t: "plain" }]);
    expect(fromFirstMark([{ t: "hit", m: ["query"] }])).toEqual([{ t: "hit", m: ["query"] }]);
  });

  it("never cut a character in two", () => {
    expect(fromFirstMark([{ t: "😀".repeat(30) }, { t: "x", m: ["query"] }])[0]?.t).toBe(
      `…${"😀".repeat(24)}`,
    );
  });
});
