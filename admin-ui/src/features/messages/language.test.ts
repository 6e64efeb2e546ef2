import { describe, expect, it } from "vitest";
import { around, complete, cut, personPrefix, quoted, suggest, without, withPart } from "./language";

describe("the search language on the page", () => {
  it("counts characters as the server does, not UTF-16 units", () => {
    expect(cut("😀微信 转账", { column: 5, length: 2 })).toBe("转账");
    expect(around('微信 "转账', { column: 4, length: 3 })).toEqual(["微信 ", '"转账', ""]);
    expect(around("a OR", { column: 5, length: 0 })).toEqual(["a OR", " ", ""]);
  });

  it("takes a part out and puts one in", () => {
    expect(without("微信 type:image 转账", { column: 4, length: 10 })).toBe("微信 转账");
    expect(withPart("微信", "-type:image")).toBe("微信 -type:image");
    expect(withPart("a OR b", "c")).toBe("(a OR b) c");
    expect(withPart(undefined, "c")).toBe("c");
  });

  it("puts quotation marks where a value needs them", () => {
    expect(quoted("张三")).toBe("张三");
    expect(quoted('Li "X" Lei')).toBe('"Li X Lei"');
  });

  it("suggests fields, then their values", () => {
    expect(suggest("微信 ty").map((s) => s.text)).toEqual(["type:"]);
    expect(suggest("-has:im").map((s) => s.text)).toEqual(["-has:image"]);
    expect(suggest("微信")).toEqual([]);
    expect(complete("微信 has:im", { text: "has:image", open: false })).toBe("微信 has:image ");
    expect(complete("ty", { text: "type:", open: true })).toBe("type:");
  });

  it("sees whose name is being written", () => {
    expect(personPrefix("微信 from:张")).toEqual({ token: "from:", text: "张" });
    expect(personPrefix("微信 from:张 ")).toBeUndefined();
  });
});
