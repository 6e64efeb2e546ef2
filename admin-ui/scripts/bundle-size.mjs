// Adds up the JavaScript that the alert queue loads first and fails the build when it outgrows its budget.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const budget = 300 * 1024;
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

/** Files of a chunk and of everything it imports statically. */
function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) closure(next, seen);
  return seen;
}

const pages = Object.keys(manifest).filter((key) => /features\/.*Page\.tsx$/.test(key));
const gzipped = (keys) =>
  [...new Set([...keys].map((key) => manifest[key].file))]
    .filter((file) => file.endsWith(".js"))
    .reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist))).length, 0);

const locale = Object.keys(manifest).find((key) => key.includes("locales/zh-CN/index"));
let failed = false;
for (const page of pages) {
  const keys = new Set([...closure("index.html"), ...closure(page), ...(locale ? closure(locale) : [])]);
  const size = gzipped(keys);
  const queue = page.includes("features/alerts/");
  const over = queue && size > budget;
  failed ||= over;
  console.log(
    `${(size / 1024).toFixed(1).padStart(7)} KB gzip  ${page}${over ? `  over ${budget / 1024} KB` : ""}`,
  );
}
if (failed) process.exit(1);
