import { describe, expect, it } from "vitest";
import type { Rule } from "@/lib/api/types";
import { select } from "./select";

const rule = (id: string, change: Partial<Rule>): Rule => ({
  id,
  version: "1",
  title: { zh: id, en: id },
  description: { zh: "", en: "" },
  category: "abuse",
  severity: "medium",
  status: "stable",
  actions: ["alert"],
  file: "rules/abuse.yaml",
  line: 1,
  hits_week: 0,
  decided: 0,
  false_positives: 0,
  false_positive_rate: null,
  ...change,
});
const rules = [
  rule("a", { hits_week: 3, false_positive_rate: null, severity: "low" }),
  rule("b", { hits_week: 9, false_positive_rate: 0, status: "test" }),
  rule("c", { false_positive_rate: 0.4, severity: "critical" }),
];
const ids = (search: Parameters<typeof select>[1]) =>
  select(rules, search, (text) => text.zh).map((one) => one.id);

describe("the list of rules", () => {
  it("keeps the pack's order until another is asked for", () => {
    expect(ids({})).toEqual(["a", "b", "c"]);
    expect(ids({ sort: "nonsense" })).toEqual(["a", "b", "c"]);
  });

  it("puts first what fires or errs most, unknown rates last", () => {
    expect(ids({ sort: "hits" })).toEqual(["b", "a", "c"]);
    expect(ids({ sort: "wrong" })).toEqual(["c", "b", "a"]);
    expect(ids({ sort: "severity" })).toEqual(["c", "b", "a"]);
  });

  it("is narrowed by words and status", () => {
    expect(ids({ status: "test" })).toEqual(["b"]);
    expect(ids({ q: "C" })).toEqual(["c"]);
  });
});
