import { describe, expect, it } from "vitest";
import { groupNode, groupOf, isComplete, newLeaf, subjects, withOperator } from "./condition";

describe("conditions", () => {
  it("show every group as one of three joins, and write it back", () => {
    const leaf = newLeaf("phone");
    for (const join of ["all", "any", "none"] as const) {
      expect(groupOf(groupNode(join, [leaf]))).toEqual({ join, parts: [leaf] });
    }
    expect(groupOf({ not: leaf })).toEqual({ join: "none", parts: [leaf] });
    expect(groupOf({ not: { all: [leaf] } })).toEqual({ join: "none", parts: [{ all: [leaf] }] });
    expect(groupOf(leaf)).toBeUndefined();
  });

  it("keep a value only where it means the same", () => {
    const leaf = { ...newLeaf("grade"), value: ["A"] };
    expect(withOperator(leaf, "not_in").value).toEqual(["A"]);
    const field = { ...newLeaf("field", "at_least"), value: 5 };
    expect(withOperator(field, "at_most").value).toBe(5);
    expect(withOperator(field, "contains").value).toBe("");
  });

  it("are complete when every question has a value", () => {
    expect(isComplete({ all: [] })).toBe(true);
    expect(isComplete(newLeaf("grade"))).toBe(false);
    expect(isComplete({ ...newLeaf("field", "set") })).toBe(false);
    expect(isComplete({ ...newLeaf("field", "set"), key: "a" })).toBe(true);
    expect(isComplete({ any: [{ not: newLeaf("tag") }] })).toBe(false);
    for (const on of subjects) expect(newLeaf(on).op).toBeDefined();
  });
});
