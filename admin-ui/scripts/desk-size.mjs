// Adds up everything that the rep's workspace loads first, styles included, and fails the build when it outgrows its
// budget: it is opened on a phone, in the side bar of a chat.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const budget = 100 * 1024;
const dist = new URL("../dist/desk/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

const files = new Set(["index.html"]);
function add(key) {
  const chunk = manifest[key];
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const style of chunk.css ?? []) files.add(style);
  for (const next of chunk.imports ?? []) add(next);
}
add("index.html");

const size = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist))).length, 0);
const over = size > budget;
console.log(
  `${(size / 1024).toFixed(1).padStart(7)} KB gzip  desk${over ? `  over ${budget / 1024} KB` : ""}`,
);
if (over) process.exit(1);
