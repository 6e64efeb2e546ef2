import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { setLanguage, t } from "./texts";
import { en } from "./texts.en";
import { zh } from "./texts.zh";

afterEach(() => setLanguage("zh-CN"));

describe("a count", () => {
  it("of one has its own wording in English", () => {
    setLanguage("en");
    expect(t("pool.customers", { count: 1 })).toBe("1 customer");
    expect(t("pool.customers", { count: 0 })).toBe("0 customers");
    expect(t("pool.customers", { count: 2 })).toBe("2 customers");
  });

  it("reads alike in Chinese, however many there are", () => {
    setLanguage("zh-CN");
    expect(t("pool.customers", { count: 1 })).toBe("1 位客户");
  });

  it("of things never lacks a wording for one", () => {
    const many = Object.entries(en).filter(([, text]) => /\{\w+\} \w+s\b/.test(text ?? ""));
    expect(many.map(([key]) => key)).toContain("pool.customers");
    expect(many.map(([key]) => key).filter((key) => !(`${key}_one` in en))).toEqual([]);
  });
});

describe("a state of an alert", () => {
  it("has words in both languages, and no words stand for one that there is not", () => {
    const api = readFileSync(join(import.meta.dirname, "../../server/api/openapi.yaml"), "utf8");
    const states = /AlertState:\s+type: string\s+enum: \[([\w, ]+)\]/.exec(api)?.[1]?.split(", ") ?? [];
    expect(states).toContain("escalated");
    const named = (texts: object) => Object.keys(texts).filter((key) => key.startsWith("state."));
    const wanted = states.map((state) => `state.${state}`).sort();
    expect(named(zh).sort()).toEqual(wanted);
    expect(named(en).sort()).toEqual(wanted);
  });
});
