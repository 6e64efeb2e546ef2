import { Text } from "@codemirror/state";
import { describe, expect, it } from "vitest";
import { columnOf, stretch } from "./problems";

const doc = Text.of(["title: {zh: 甲}", "  condition: 付款 and nobody", ""]);
const cut = (line: number, column: number) => {
  const { from, to } = stretch(doc, { line, column });
  return doc.sliceString(from, to);
};

describe("the place of a fault", () => {
  it("is the word at its column", () => {
    expect(cut(2, 3)).toBe("condition:");
    expect(cut(2, 21)).toBe("nobody");
  });

  it("is the line when there is no column, or nothing stands at it", () => {
    expect(cut(2, 0)).toBe("  condition: 付款 and nobody");
    expect(cut(3, 9)).toBe("");
    expect(cut(99, 1)).toBe("");
  });

  it("is counted in characters where the loader counted bytes", () => {
    expect(columnOf("  condition: 付款 and nobody", 25)).toBe(21);
    expect(columnOf("😀: x", 7)).toBe(5);
    expect(columnOf("abc", 99)).toBe(4);
    expect(columnOf("abc", 0)).toBe(0);
  });
});
