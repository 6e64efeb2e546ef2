import { afterEach, describe, expect, it } from "vitest";
import { setLanguage, t } from "./texts";
import { en } from "./texts.en";

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
