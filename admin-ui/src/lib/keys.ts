import { useEffect, useRef } from "react";
import { tinykeys } from "tinykeys";
import { usePreferences } from "./preferences";

/** One shortcut: feeds the handlers, the sheet behind "?" and the tooltips. `keys` are tinykeys patterns. */
export interface Shortcut {
  id: string;
  keys: readonly string[];
  /** What people see on the sheet. */
  shown: string;
  scope: "queue" | "search" | "everywhere";
}

export const shortcuts = [
  { id: "next", keys: ["KeyJ", "ArrowDown"], shown: "J / ↓", scope: "queue" },
  { id: "previous", keys: ["KeyK", "ArrowUp"], shown: "K / ↑", scope: "queue" },
  { id: "open", keys: ["Enter"], shown: "Enter", scope: "queue" },
  { id: "back", keys: ["Escape"], shown: "Esc", scope: "queue" },
  { id: "violation", keys: ["Digit1", "Numpad1"], shown: "1", scope: "queue" },
  { id: "false_positive", keys: ["Digit2", "Numpad2"], shown: "2", scope: "queue" },
  { id: "coaching", keys: ["Digit3", "Numpad3"], shown: "3", scope: "queue" },
  { id: "escalated", keys: ["KeyE"], shown: "E", scope: "queue" },
  { id: "in_review", keys: ["KeyI"], shown: "I", scope: "queue" },
  { id: "pick", keys: ["KeyX"], shown: "X", scope: "queue" },
  { id: "pick_next", keys: ["Shift+KeyJ", "Shift+ArrowDown"], shown: "Shift + J", scope: "queue" },
  { id: "pick_previous", keys: ["Shift+KeyK", "Shift+ArrowUp"], shown: "Shift + K", scope: "queue" },
  { id: "undo", keys: ["KeyZ"], shown: "Z", scope: "queue" },
  { id: "note", keys: ["KeyC"], shown: "C", scope: "queue" },
  { id: "earlier", keys: ["KeyB"], shown: "B", scope: "queue" },
  { id: "later", keys: ["Shift+KeyB"], shown: "Shift + B", scope: "queue" },
  { id: "copy_link", keys: ["KeyY"], shown: "Y", scope: "queue" },
  { id: "search", keys: ["Slash"], shown: "/", scope: "everywhere" },
  { id: "sheet", keys: ["Shift+Slash"], shown: "?", scope: "everywhere" },
] as const satisfies readonly Shortcut[];

export type ShortcutId = (typeof shortcuts)[number]["id"];

/** What people press for an act, for tooltips. */
export function keyOf(id: string): string | undefined {
  return shortcuts.find((shortcut) => shortcut.id === id)?.shown;
}

function isEditable(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
      target.role === "combobox")
  );
}

/** True when a key belongs to somebody else: an input method, a field, an open dialog, a browser shortcut. */
export function isForeign(event: KeyboardEvent): boolean {
  return (
    event.isComposing ||
    event.keyCode === 229 ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    event.defaultPrevented ||
    isEditable(event.target) ||
    document.querySelector("[role=dialog][aria-modal=true]") !== null
  );
}

/** Arrows inside a conversation move its text, not the list. */
function scrolls(event: KeyboardEvent): boolean {
  return (
    event.key.startsWith("Arrow") &&
    event.target instanceof Element &&
    event.target.closest("[role=feed]") !== null
  );
}

const alwaysOn = new Set(["ArrowDown", "ArrowUp", "Enter", "Escape"]);

/** Binds acts to their keys while the component lives. Bare letters fall silent when the reader turned them off. */
export function useShortcuts(acts: Partial<Record<ShortcutId, (event: KeyboardEvent) => void>>): void {
  const { letterKeys } = usePreferences();
  const latest = useRef(acts);
  latest.current = acts;
  useEffect(() => {
    const bindings: Record<string, (event: KeyboardEvent) => void> = {};
    for (const { id, keys } of shortcuts) {
      for (const key of keys) {
        if (!letterKeys && !alwaysOn.has(key)) continue;
        bindings[key] = (event) => {
          const act = latest.current[id];
          if (!act || isForeign(event) || scrolls(event)) return;
          if (key !== "Enter") event.preventDefault();
          act(event);
        };
      }
    }
    return tinykeys(window, bindings);
  }, [letterKeys]);
}
