import { describe, expect, it } from "vitest";
import { addExample, namesOf, outline, quote, ruleAt } from "./document";

const file = `title: {zh: 甲, en: A}
id: rule-a
detection:
  pay: {text|contains: [转账]}
  policy: {text|contains: [诈骗]}
  condition: pay and not policy
tests:
  - {text: '请转账', expect: hit}
  - text: "it''s fine"
    expect: miss

---
# the second rule
title: {zh: 乙, en: B}
id: rule-b
tests: [{text: 一, expect: hit}]
`;

describe("the outline of a file", () => {
  it("names each rule with its lines, selections and examples", () => {
    const rules = outline(file);
    expect(rules.map((rule) => [rule.id, rule.title.zh, rule.selections])).toEqual([
      ["rule-a", "甲", ["pay", "policy"]],
      ["rule-b", "乙", []],
    ]);
    expect(rules[0]?.examples).toMatchObject([
      { text: "请转账", expect: "hit", line: 8, lastLine: 8 },
      { expect: "miss", line: 9, lastLine: 10 },
    ]);
  });

  it("leaves out what cannot be read and says which rule holds a line", () => {
    expect(outline("a: [1, 2\n---\nid: x\n").at(-1)?.id).toBe("x");
    expect(outline("")).toEqual([]);
    const rules = outline(file);
    expect(ruleAt(rules, 6)?.id).toBe("rule-a");
    expect(ruleAt(rules, 15)?.id).toBe("rule-b");
  });
});

describe("adding an example", () => {
  it("puts it below the last one and changes nothing else", () => {
    const longer = addExample(file, "rule-a", { text: "转'我'", expect: "hit" });
    expect(longer).toBe(
      file.replace("expect: miss\n", "expect: miss\n  - {text: '转''我''', expect: hit}\n"),
    );
    expect(outline(longer)[0]?.examples.at(-1)?.text).toBe("转'我'");
  });

  it("stays within brackets, and makes the list when there is none", () => {
    expect(outline(addExample(file, "rule-b", { text: "二", expect: "miss" }))[1]?.examples).toHaveLength(2);
    const fresh = addExample("id: rule-c\n---\nid: d\n", "rule-c", { text: "三", expect: "hit" });
    expect(outline(fresh).map((rule) => rule.examples.length)).toEqual([1, 0]);
  });

  it("leaves a file without that rule as it is", () => {
    expect(addExample(file, "nobody", { text: "一", expect: "hit" })).toBe(file);
  });

  it("keeps line breaks of a text", () => {
    expect(quote("一\n二")).toBe('"一\\n二"');
    const longer = addExample(file, "rule-a", { text: "一\n二", expect: "hit" });
    expect(outline(longer)[0]?.examples.at(-1)?.text).toBe("一\n二");
  });
});

describe("the names of a file", () => {
  it("are its keys, or those of a map in it", () => {
    expect(namesOf("me: [我]\npay: [转]\n")).toEqual(["me", "pay"]);
    expect(namesOf("categories:\n  abuse: {zh: 骂}\n", "categories")).toEqual(["abuse"]);
    expect(namesOf("][")).toEqual([]);
  });
});
