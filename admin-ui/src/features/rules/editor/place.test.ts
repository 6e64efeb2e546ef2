import { describe, expect, it } from "vitest";
import { placeAt } from "./place";

/** The place of the bar in a text. */
function at(text: string) {
  const offset = text.indexOf("¦");
  return placeAt(text.replace("¦", ""), offset);
}

describe("the place of the cursor", () => {
  it("is a key of the document at the margin, with the keys that stand there", () => {
    expect(at("title: {zh: 甲}\nle¦\nstatus: stable\n---\nother: 1\n")).toMatchObject({
      path: [],
      key: undefined,
      word: "le",
      present: ["title", "status"],
    });
  });

  it("is a value behind a colon", () => {
    expect(at("level: hi¦")).toMatchObject({ path: [], key: "level", word: "hi" });
    expect(at("scope:\n  direction: ¦")).toMatchObject({ path: ["scope"], key: "direction", word: "" });
  });

  it("follows the indentation upwards and stops at the document's border", () => {
    expect(at("a:\n  b: 1\n---\ndetection:\n  pay:\n    text|contains: [转]\n    fo¦").path).toEqual([
      "detection",
      "pay",
    ]);
    expect(at("detection:\n  pay:\n    text|re: x\n  ¦").path).toEqual(["detection"]);
  });

  it("counts the items of lists", () => {
    expect(at("tests:\n  - text: 一\n    ex¦")).toMatchObject({ path: ["tests", "*"], present: ["text"] });
    expect(at("tests:\n  - te¦")).toMatchObject({ path: ["tests", "*"], key: undefined });
    expect(at("scope:\n  roles:\n    - re¦").path).toEqual(["scope", "roles", "*"]);
  });

  it("sees into brackets", () => {
    expect(at("scope: {roles: [rep, cu¦")).toMatchObject({ path: ["scope", "roles", "*"], word: "cu" });
    expect(at("scope: {roles: [rep], ch¦")).toMatchObject({
      path: ["scope"],
      key: undefined,
      present: ["roles"],
    });
    expect(at("tests:\n  - {text: '一, 二', expect: ¦")).toMatchObject({
      path: ["tests", "*"],
      key: "expect",
    });
  });
});
