import { describe, expect, it } from "vitest";
import { folderOptions, inTree, preview } from "./folders";

const folder = (id: string, parent_id: string | null) => ({ id, parent_id, title: `F${id}`, position: 0 });

describe("folders of scripts", () => {
  it("stand below their parents", () => {
    const all = [folder("1", null), folder("2", null), folder("3", "1"), folder("4", "3")];
    expect(inTree(all).map(({ folder: one, depth }) => `${one.id}:${depth}`)).toEqual([
      "1:0",
      "3:1",
      "4:2",
      "2:0",
    ]);
    expect(folderOptions(all, "顶层").map((option) => option.label)).toEqual([
      "顶层",
      "　F1",
      "　　F3",
      "　　　F4",
      "　F2",
    ]);
  });
});

describe("the preview of a script", () => {
  it("fills in what every script knows and leaves the rest to be seen", () => {
    expect(preview("{{customer}}您好，{{ 城市 }}", { customer: "王女士" })).toBe("王女士您好，{{ 城市 }}");
  });
});
