import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach } from "vitest";
import { withAllTexts } from "@/lib/i18n";

// What jsdom lacks and the kit or the virtual list asks for.
class NoObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}
globalThis.ResizeObserver ??= NoObserver as unknown as typeof ResizeObserver;
globalThis.IntersectionObserver ??= NoObserver as unknown as typeof IntersectionObserver;
globalThis.matchMedia ??= ((query: string) => ({
  matches: false,
  media: query,
  addEventListener() {},
  removeEventListener() {},
  addListener() {},
  removeListener() {},
})) as unknown as typeof matchMedia;
globalThis.CSS ??= {} as typeof CSS;
CSS.escape ??= (text: string) => text.replaceAll(/["\\]/g, "\\$&");
Element.prototype.scrollTo ??= () => {};
window.scrollTo = () => {};
Range.prototype.getClientRects ??= () => [] as unknown as DOMRectList;
Range.prototype.getBoundingClientRect ??= () => new DOMRect();
Object.defineProperty(HTMLElement.prototype, "clientHeight", { configurable: true, value: 800 });
Object.defineProperty(HTMLElement.prototype, "clientWidth", { configurable: true, value: 480 });

// Tests show parts of pages without the way that leads to them.
beforeAll(() => withAllTexts(Promise.resolve()));
beforeEach(() => localStorage.clear());
afterEach(cleanup);

configure({
  asyncUtilTimeout: 15_000,
  getElementError: (message) => new Error(message?.split("\n\nIgnored")[0] ?? ""),
});
const styleOf = window.getComputedStyle.bind(window);
window.getComputedStyle = (element) => styleOf(element);
