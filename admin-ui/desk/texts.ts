import { en } from "./texts.en";
import { zh } from "./texts.zh";

export type Language = "zh-CN" | "en";
export type Key = keyof typeof zh;

/** The texts of a language; beside a key there may be one for a count of one. */
export type Texts = Record<Key, string> & { [one in `${Key}_one`]?: string };

const catalogues: Record<Language, Texts> = { "zh-CN": zh, en };
let chosen: Language = "zh-CN";

export const language = (): Language => chosen;

export function setLanguage(next: Language): void {
  chosen = next;
  document.documentElement.lang = next;
  document.title = t("title");
}

export function t(key: Key, params: Record<string, string | number> = {}): string {
  const texts = catalogues[chosen];
  const text = (params.count === 1 && texts[`${key}_one`]) || texts[key];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

/** The text of a code that the server may say, or the code itself when this page does not know it. */
export function codeText(area: string, code: string): string {
  const key = `${area}.${code}`;
  return key in zh ? t(key as Key) : code;
}

/** A title that the server keeps in both languages. */
export function bilingual(text: { zh: string; en: string }): string {
  return chosen === "en" ? text.en || text.zh : text.zh || text.en;
}
