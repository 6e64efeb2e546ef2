import { describe, expect, it } from "vitest";
import { inTreeOrder } from "./DepartmentPicker";

const department = (id: string, parent_id: string | null) => ({
  source: "wecom:a",
  id,
  parent_id,
  name: id,
  employees: 0,
});
const drawn = (list: ReturnType<typeof department>[]) =>
  inTreeOrder(list).map(({ department: d, depth }) => "-".repeat(depth) + d.id);

describe("departments in tree order", () => {
  it("puts children below their parents", () => {
    expect(drawn([department("3", "2"), department("1", null), department("2", "1")])).toEqual([
      "1",
      "-2",
      "--3",
    ]);
  });

  it("takes a department whose parent lies outside the scope for a root", () => {
    expect(drawn([department("7", "5")])).toEqual(["7"]);
  });
});
