import { describe, expect, it } from "vitest";
import lock from "../package-lock.json";

interface Entry {
  version?: string;
  resolved?: string;
  optionalDependencies?: Record<string, string>;
}

const packages = Object.entries(lock.packages as Record<string, Entry>);

describe("the lock file (npm run lock mends it)", () => {
  it("names no registry", () => {
    expect(packages.filter(([, entry]) => entry.resolved).map(([name]) => name)).toEqual([]);
  });

  it("has an entry for every platform, or npm ci refuses it", () => {
    const places = new Set(packages.map(([place]) => place));
    const missing = packages.flatMap(([owner, entry]) =>
      Object.keys(entry.optionalDependencies ?? {}).filter(
        (name) => !places.has(`node_modules/${name}`) && !places.has(`${owner}/node_modules/${name}`),
      ),
    );
    expect(missing).toEqual([]);
  });
});
