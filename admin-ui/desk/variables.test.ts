import { describe, expect, it } from "vitest";
import { fill, variablesOf } from "./variables";

describe("a script's variables", () => {
  it("are named once each, whatever language and spaces", () => {
    expect(variablesOf("{{customer}}您好，{{ rep }}，{{客户城市}}，{{customer}}")).toEqual([
      "customer",
      "rep",
      "客户城市",
    ]);
  });

  it("are filled in, and stay to be seen where nothing is known", () => {
    expect(fill("{{customer}}您好，{{ rep }}", { customer: "王女士", rep: " " })).toBe(
      "王女士您好，{{ rep }}",
    );
  });

  it("are never filled in twice", () => {
    expect(fill("{{a}}", { a: "{{b}}", b: "x" })).toBe("{{b}}");
  });
});
