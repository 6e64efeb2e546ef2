import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import enFirst from "./en";
import enPages from "./en/pages";
import zhFirst from "./zh-CN";
import zhPages from "./zh-CN/pages";

// Both have words for refusals.
const en = { ...enFirst, ...enPages, errors: { ...enFirst.errors, ...enPages.errors } };
const zh = { ...zhFirst, ...zhPages, errors: { ...zhFirst.errors, ...zhPages.errors } };

const plural = /_(zero|one|two|few|many|other)$/;

function keysOf(texts: object, prefix = ""): string[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "object" ? keysOf(value, `${prefix}${key}.`) : [`${prefix}${key}`],
  );
}

const bare = (texts: object) => [...new Set(keysOf(texts).map((key) => key.replace(plural, "")))].sort();

function valueAt(texts: object, key: string): unknown {
  return key
    .split(".")
    .reduce<unknown>((node, part) => (node as Record<string, unknown> | undefined)?.[part], texts);
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ["locales", "testing"].includes(entry.name) ? [] : sources(path);
    return /\.tsx?$/.test(entry.name) && !/\.test\.|schema\.d\.ts$/.test(entry.name) ? [path] : [];
  });
}

const files = sources(join(import.meta.dirname, ".."));

describe("the texts", () => {
  it("have the same keys in both languages", () => {
    expect(bare(en)).toEqual(bare(zh));
  });

  it("name the same parameters in both languages", () => {
    const params = (text: unknown) =>
      [...String(text).matchAll(/{{(\w+)}}/g)].map((match) => match[1]).sort();
    for (const key of keysOf(zh)) {
      const other = valueAt(en, key);
      if (other !== undefined) expect([key, params(other)]).toEqual([key, params(valueAt(zh, key))]);
    }
  });

  it("are never empty", () => {
    for (const texts of [zh, en])
      for (const key of keysOf(texts)) expect(valueAt(texts, key), key).not.toBe("");
  });

  it("have one wording for one and one for many in English", () => {
    const keys = new Set(keysOf(en));
    const other = (key: string) =>
      key.endsWith("_one") ? key.replace(/_one$/, "_other") : key.replace(/_other$/, "_one");
    expect([...keys].filter((key) => plural.test(key) && !keys.has(other(key)))).toEqual([]);
    const many = /{{count}} \w+s\b/;
    expect([...keys].filter((key) => !plural.test(key) && many.test(String(valueAt(en, key))))).toEqual([]);
  });

  it("exist for every key that the pages name", () => {
    const known = new Set(bare(zh));
    const missing = files.flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/\bt\(\s*"([\w.-]+)"/g)]
        .map((match) => match[1]!)
        .filter((key) => !known.has(key)),
    );
    expect(missing).toEqual([]);
  });

  it("stand nowhere but in the catalogues", () => {
    const han = /\p{Script=Han}/u;
    // The page that checks packets is one file of its own and brings its catalogue along.
    const others = files.filter((file) => !file.endsWith("/packet/words.ts"));
    expect(others.filter((file) => han.test(readFileSync(file, "utf8")))).toEqual([]);
  });
});
