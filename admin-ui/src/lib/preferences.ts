import { useSyncExternalStore } from "react";
import { isLanguage, type Language } from "./i18n";

export type ThemeChoice = "light" | "dark" | "system";
export type Density = "compact" | "comfortable";

export interface Preferences {
  theme: ThemeChoice;
  density: Density;
  language: Language;
  /** Whether bare letters act (WCAG 2.1.4 wants them to be switchable). */
  letterKeys: boolean;
}

const storageKey = "custos.preferences";
const defaults: Preferences = {
  theme: "system",
  density: "comfortable",
  language: "zh-CN",
  letterKeys: true,
};

function read(): Preferences {
  try {
    const stored = JSON.parse(localStorage.getItem(storageKey) ?? "{}") as Partial<Preferences>;
    return {
      ...defaults,
      ...stored,
      language: isLanguage(stored.language) ? stored.language : defaults.language,
    };
  } catch {
    return defaults;
  }
}

let current = read();
const listeners = new Set<() => void>();

export function getPreferences(): Preferences {
  return current;
}

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(storageKey, JSON.stringify(current));
  } catch {
    // A browser without storage keeps the choice until it is closed.
  }
  for (const listener of listeners) listener();
}

/** Whether this browser has ever chosen a language; if not, the account's own is taken. */
export function hasStoredLanguage(): boolean {
  try {
    return isLanguage(JSON.parse(localStorage.getItem(storageKey) ?? "{}").language);
  } catch {
    return false;
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, getPreferences);
}
