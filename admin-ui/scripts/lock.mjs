// Makes the lock file hold on every machine: entries for the platform packages that the registry at hand did not
// carry, or `npm ci` refuses the file, and no registry addresses. Run after every `npm install`.
import { readFileSync, writeFileSync } from "node:fs";

const path = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(path, "utf8"));

/** What a platform package's name says: @scope/cli-linux-x64-musl runs on linux, x64, with musl. */
function platform(name) {
  const [, os, cpu, libc] = /-(android|darwin|linux|win32)-(arm64|x64)(-musl)?$/.exec(name) ?? [];
  if (!os) throw new Error(`${name} is missing from the lock file and names no platform`);
  return { cpu: [cpu], os: [os], ...(libc ? { libc: ["musl"] } : {}) };
}

for (const [owner, entry] of Object.entries(lock.packages)) {
  delete entry.resolved;
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const place = `node_modules/${name}`;
    if (lock.packages[place] || lock.packages[`${owner}/${place}`]) continue;
    lock.packages[place] = { version, ...platform(name), dev: true, optional: true };
  }
}
lock.packages = Object.fromEntries(
  Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, "en")),
);
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
