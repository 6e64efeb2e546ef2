import { describe, expect, it } from "vitest";
import { keysAt, keysOfPattern, type Schema, valuesAt } from "./schema";

const root: Schema = {
  type: "object",
  required: ["level"],
  properties: {
    level: { description: "how bad", enum: ["low", "high"] },
    scope: { $ref: "#/$defs/scope" },
    detection: { patternProperties: { "^[a-z]+$": { $ref: "#/$defs/selection" } } },
    tests: { type: "array", items: { properties: { expect: { enum: ["hit", "miss"] } } } },
  },
  $defs: {
    scope: { properties: { roles: { type: "array", items: { enum: ["rep"] } }, join: { type: "boolean" } } },
    selection: {
      oneOf: [
        { properties: { text: { description: "words" } } },
        { properties: { fold: {} } },
        { $ref: "#/$defs/none" },
      ],
    },
  },
};

describe("what the schema offers", () => {
  it("are the keys of a map, with their meaning", () => {
    expect(keysAt(root, []).map((key) => key.label)).toEqual(["level", "scope", "detection", "tests"]);
    expect(keysAt(root, [])[0]).toMatchObject({ detail: "how bad", required: true });
    expect(keysAt(root, ["tests", "*"]).map((key) => key.label)).toEqual(["expect"]);
  });

  it("are the keys of every alternative, through references", () => {
    expect(keysAt(root, ["detection", "pay"]).map((key) => key.label)).toEqual(["text", "fold"]);
    expect(keysAt(root, ["detection", "NO"])).toEqual([]);
  });

  it("are the plain keys of a pattern, without what may be absent", () => {
    expect(keysOfPattern("^text\\|(re|digits)(\\|all|\\|none)*$")).toEqual(["text|re", "text|digits"]);
    expect(keysOfPattern("^(type|quote\\.text|detail\\.[^|]+)(\\|(domain|phone))?(\\|all)*$")).toEqual([
      "type",
      "quote.text",
    ]);
    expect(keysOfPattern("^[a-z]+$")).toEqual([]);
  });

  it("are the keys of both branches of a choice", () => {
    const choice: Schema = JSON.parse(
      '{"then":{"properties":{"correlation":{}}},"else":{"properties":{"detection":{}}}}',
    );
    expect(keysAt(choice, []).map((key) => key.label)).toEqual(["correlation", "detection"]);
  });

  it("are the values that it names", () => {
    expect(valuesAt(root, ["scope", "roles", "*"]).map((value) => value.label)).toEqual(["rep"]);
    expect(valuesAt(root, ["scope", "join"]).map((value) => value.label)).toEqual(["true", "false"]);
    expect(valuesAt(root, ["nobody", "knows"])).toEqual([]);
  });
});
