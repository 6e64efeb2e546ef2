import { describe, expect, it } from "vitest";
import { asDetail, isoOf, itemsOf, safeUrl } from "./detail";

describe("detail of a message", () => {
  it("reads the parts of a mixed message whose content is JSON text", () => {
    const items = itemsOf({
      item: [
        { type: "text", content: '{"content":"price list"}' },
        { type: "image", content: "{}" },
      ],
    });
    expect(items.map((item) => [item.type, item.text])).toEqual([
      ["text", "price list"],
      ["image", ""],
    ]);
  });

  it("drops the prefix that forwarded records put before their types", () => {
    expect(itemsOf({ item: [{ type: "ChatRecordText", content: { content: "x" } }] })[0]?.type).toBe("text");
  });

  it("reads parts whose fields stand beside their type, to any sensible depth", () => {
    const inner = { type: "text", sent_at: 1_772_323_200_000, content: "12" };
    const [record] = itemsOf({ items: [{ type: "chatrecord", title: "outer", items: [inner] }] });
    expect(record?.title).toBe("outer");
    expect(record?.items[0]).toMatchObject({ type: "text", text: "12", sentAt: "2026-03-01T00:00:00.000Z" });
  });

  it("survives anything that is not an object", () => {
    for (const value of [null, 3, "", "{", [], [1]]) expect(itemsOf(asDetail(value))).toEqual([]);
  });

  it("makes links of web addresses only", () => {
    expect(safeUrl("https://example.com/a")).toBe("https://example.com/a");
    expect(safeUrl("javascript:alert(1)")).toBeUndefined();
  });

  it("tells seconds from milliseconds by their size", () => {
    expect(isoOf(1_772_323_200)).toBe(isoOf(1_772_323_200_000));
  });
});
