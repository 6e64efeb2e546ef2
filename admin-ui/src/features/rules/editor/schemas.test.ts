import { describe, expect, it } from "vitest";
import { keysAt, valuesAt } from "./schema";
import { schemaOf } from "./schemas";

const labels = (found: { label: string }[]) => found.map((one) => one.label);

describe("the schemas that the engine ships", () => {
  it("tell the keys and values of a rule", () => {
    const rule = schemaOf("rules/abuse.yaml")!;
    expect(labels(keysAt(rule, []))).toEqual(
      expect.arrayContaining(["title", "level", "detection", "tests"]),
    );
    expect(labels(keysAt(rule, ["detection", "pay"]))).toEqual(
      expect.arrayContaining(["text|contains", "text|re", "fold"]),
    );
    expect(labels(valuesAt(rule, ["level"]))).toEqual(expect.arrayContaining(["low", "critical"]));
    expect(labels(valuesAt(rule, ["scope", "roles", "*"]))).toContain("rep");
    expect(labels(valuesAt(rule, ["tests", "*", "expect"]))).toEqual(["hit", "miss"]);
  });

  it("tell the keys of a correlation", () => {
    const rule = schemaOf("local/rules/own.yaml")!;
    expect(labels(keysAt(rule, []))).toContain("correlation");
    expect(labels(keysAt(rule, ["correlation"]))).toEqual(expect.arrayContaining(["type", "timespan"]));
  });

  it("know the other files of a pack", () => {
    expect(labels(keysAt(schemaOf("pack.yaml")!, []))).toContain("categories");
    expect(labels(keysAt(schemaOf("variants.yaml")!, []))).toContain("words");
    expect(schemaOf("local/filters/own.yaml")).toBeDefined();
    expect(schemaOf("notes.txt")).toBeUndefined();
  });
});
