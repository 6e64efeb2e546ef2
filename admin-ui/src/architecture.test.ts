import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";

const root = import.meta.dirname;

/** Who may import whom, lowest first; a feature is "features/<name>" and knows no other. */
const allowed: Record<string, readonly string[]> = {
  lib: ["lib", "locales"],
  locales: ["locales"],
  components: ["components", "lib"],
  features: ["components", "lib"],
  packet: ["packet"],
  app: ["app", "features", "components", "lib"],
};

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return files(path);
    return /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

/** Every import of ours as a path from src. */
function importsOf(file: string): string[] {
  return [...readFileSync(file, "utf8").matchAll(/(?:from|import)\s*\(?\s*"(@\/|\.{1,2}\/)([^"]+)"/g)].map(
    (match) => (match[1] === "@/" ? match[2]! : relative(root, join(file, "..", match[1]! + match[2]!))),
  );
}

function offences(): string[] {
  return Object.keys(allowed).flatMap((layer) =>
    files(join(root, layer)).flatMap((file) => {
      const from = relative(root, file);
      const feature = layer === "features" ? from.split("/").slice(0, 2).join("/") : undefined;
      return importsOf(file)
        .filter((target) => !(feature && target.startsWith(`${feature}/`)))
        .filter((target) => !allowed[layer]!.includes(target.split("/")[0]!))
        .map((target) => `${from} imports ${target}`);
    }),
  );
}

describe("the folders", () => {
  it("import only what lies below them, and no feature another", () => {
    expect(offences()).toEqual([]);
  });

  it("are read at all: the check sees imports", () => {
    expect(importsOf(join(root, "app/router.tsx"))).toContain("features/alerts/AlertsPage");
  });
});
