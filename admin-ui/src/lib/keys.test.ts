import { afterEach, describe, expect, it } from "vitest";
import { isForeign } from "./keys";

function pressed(target: HTMLElement, init: KeyboardEventInit = {}): boolean {
  let foreign = false;
  target.addEventListener("keydown", (event) => {
    foreign = isForeign(event);
  });
  target.dispatchEvent(new KeyboardEvent("keydown", { key: "j", code: "KeyJ", cancelable: true, ...init }));
  return foreign;
}

function add(html: string): HTMLElement {
  document.body.innerHTML = html;
  return document.body.firstElementChild as HTMLElement;
}

afterEach(() => {
  document.body.innerHTML = "";
});

describe("a key press", () => {
  it("is ours on a row", () => {
    expect(pressed(add("<div tabindex='0'></div>"))).toBe(false);
  });

  it("belongs to the field in which somebody types", () => {
    for (const html of ["<input>", "<textarea></textarea>", "<select></select>"])
      expect(pressed(add(html))).toBe(true);
  });

  it("belongs to the input method while it composes", () => {
    expect(pressed(add("<div></div>"), { isComposing: true })).toBe(true);
    expect(pressed(add("<div></div>"), { keyCode: 229 } as KeyboardEventInit)).toBe(true);
  });

  it("belongs to the browser with a modifier", () => {
    expect(pressed(add("<div></div>"), { ctrlKey: true })).toBe(true);
  });

  it("belongs to an open dialog", () => {
    document.body.innerHTML = "<p></p><div role='dialog' aria-modal='true'></div>";
    expect(pressed(document.querySelector("p")!)).toBe(true);
  });
});
