import { describe, expect, it } from "vitest";
import { isPrice, pastedRows, validityOf } from "./prices";

const row = (change: object) => ({ item: "", unit: "", price: "", currency: "CNY", note: "", ...change });

describe("rows that are pasted", () => {
  it("takes columns by the names of the first line, in any order", () => {
    expect(pastedRows("单价\t品名\t备注\n¥1,280.50\t精装样册\t含运费\n12\t快递\t").rows).toEqual([
      row({ item: "精装样册", price: "1,280.50", note: "含运费" }),
      row({ item: "快递", price: "12" }),
    ]);
  });

  it("takes two to five columns in their usual order when nothing names them", () => {
    expect(pastedRows("样册\t12.5").rows).toEqual([row({ item: "样册", price: "12.5" })]);
    expect(pastedRows("样册\t本\t12.5元").rows).toEqual([row({ item: "样册", unit: "本", price: "12.5" })]);
    expect(pastedRows("Desk,piece,99.90,usd,oak").rows).toEqual([
      row({ item: "Desk", unit: "piece", price: "99.90", currency: "USD", note: "oak" }),
    ]);
  });

  it("reads commas and line breaks within quotes as part of a cell", () => {
    expect(pastedRows('"样册, 大",本,"1,280.50"\r\n"一\n二",本,3').rows).toEqual([
      row({ item: "样册, 大", unit: "本", price: "1,280.50" }),
      row({ item: "一 二", unit: "本", price: "3" }),
    ]);
  });

  it("keeps lines that are no rows as they were", () => {
    const { rows, bad } = pastedRows("样册\t12\n\n面谈\t面议\n只有一列");
    expect(rows).toHaveLength(1);
    expect(bad).toEqual(["面谈\t面议", "只有一列"]);
    expect(pastedRows("")).toEqual({ rows: [], bad: [] });
  });
});

describe("prices", () => {
  it("are what the server takes", () => {
    for (const good of ["0", "12", "1280.50", "1,280.5", "999999999999.9999"])
      expect(isPrice(good)).toBe(true);
    for (const bad of ["", "1.", ".5", "-1", "1e3", "1.23456", "1000000000000", "12,80", "¥1"])
      expect(isPrice(bad)).toBe(false);
  });

  it("hold for a time, the last day included, and end soon within a week", () => {
    expect(validityOf(null, null, "2026-03-02")).toBeNull();
    expect(validityOf("2026-03-03", null, "2026-03-02")).toBe("future");
    expect(validityOf(null, "2026-03-01", "2026-03-02")).toBe("expired");
    expect(validityOf(null, "2026-03-02", "2026-03-02")).toBe("ending");
    expect(validityOf(null, "2026-03-09", "2026-03-02")).toBe("ending");
    expect(validityOf(null, "2026-03-10", "2026-03-02")).toBeNull();
  });
});
