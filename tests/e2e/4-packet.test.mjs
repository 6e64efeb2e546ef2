// SPDX-License-Identifier: Apache-2.0
// An evidence packet: made in the page, opened from the disk without network, and after one byte was changed.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { adminPage, ask, askUntil, launch, server, shoot } from "./support/browser.mjs";
import { readZip, writeZip } from "./support/zip.mjs";

const folder = mkdtempSync(join(tmpdir(), "custos-packet-"));
let browser;
let page;
let message;
let packet; // of a message with a picture: the zip, and its files

before(async () => {
  browser = await launch();
  page = await adminPage(browser);
  await page.goto(`${server}/`);
  const stored = (one) => one.media.some((media) => media.state === "stored");
  const found = await askUntil(page, "/messages?has_media=true&limit=50", (body) => body.items?.some(stored), 60);
  message = found.items.find(stored);
  const zip = Buffer.from(await order({ about: "message", id: message.id, reason: "仲裁 17 号" }), "base64");
  packet = { zip, files: readZip(zip) };
});

after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

/** Asks the server for a packet, with the session of the page; base64. */
function order(body) {
  return page.evaluate(async (content) => {
    const answer = await fetch("/api/v1/evidence/packets", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Custos-CSRF": "1" },
      body: JSON.stringify(content),
    });
    if (!answer.ok) throw new Error(await answer.text());
    let binary = "";
    for (const byte of new Uint8Array(await answer.arrayBuffer())) binary += String.fromCharCode(byte);
    return btoa(binary);
  }, body);
}

/** Opens a page from the disk in a browser that has no network; what it asks for is collected. */
async function openOffline(html, language = "zh-CN") {
  const path = join(folder, "verify.html");
  writeFileSync(path, html);
  const context = await browser.newContext({ offline: true, locale: language, viewport: { width: 1100, height: 1000 } });
  const opened = await context.newPage();
  opened.asked = [];
  opened.on("request", (request) => opened.asked.push(request.url()));
  await opened.goto(pathToFileURL(path).href);
  await opened.locator("#verdict").waitFor();
  return opened;
}

const problems = (opened) =>
  opened.locator("#verdict [data-problem]").evaluateAll((all) => all.map((one) => one.dataset.problem));

/** The page with other files inside, and a list of files that fits them: what a forger who knows the format makes. */
function forged(files) {
  const manifest = JSON.parse(files.get("manifest.json"));
  for (const file of manifest.files) {
    const bytes = files.get(file.path);
    file.size = bytes.length;
    file.sha256 = createHash("sha256").update(bytes).digest("hex");
  }
  files.set("manifest.json", Buffer.from(JSON.stringify(manifest)));
  return files.get("verify.html").toString().replace(
    /<script type="text\/plain" data-file="([^"]+)">[^<]*</g,
    (_, path) => `<script type="text/plain" data-file="${path}">${files.get(path).toString("base64")}<`,
  );
}

const proofPath = () => `proofs/${message.id}.tlog-proof`;
const mediaPath = () => [...packet.files.keys()].find((path) => path.startsWith("media/"));

/** The packet's files with one byte of one of them changed. */
function flipped(path, place) {
  const files = new Map(packet.files);
  const bytes = Buffer.from(files.get(path));
  bytes[place(bytes)] ^= 1;
  return files.set(path, bytes);
}

/** One byte of what the proof says the leaf is: in its record or in its content. */
function flippedExtra(place) {
  const files = new Map(packet.files);
  const text = files.get(proofPath()).toString().replace(/extra (\S+)/, (_, value) => {
    const extra = Buffer.from(value, "base64");
    extra[place(extra)] ^= 1;
    return `extra ${extra.toString("base64")}`;
  });
  return files.set(proofPath(), Buffer.from(text));
}

/** The packet's files with one letter of a text in base64 replaced by another. */
function relettered(path, place) {
  const files = new Map(packet.files);
  const bytes = Buffer.from(files.get(path));
  const at = place(bytes);
  bytes[at] = bytes[at] === 0x41 ? 0x42 : 0x41;
  return files.set(path, bytes);
}

/** Where the first hash of a proof begins. */
const firstHash = (bytes) => bytes.indexOf("\n", bytes.indexOf("\nindex ") + 1) + 1;

test("a packet is made in the page, for a purpose that has to be given", async () => {
  const { items } = (await ask(page, "/alerts?limit=1")).body;
  await page.goto(`${server}/alerts?view=all&id=${items[0].id}`);
  await page.getByRole("button", { name: "导出这个告警的证据包" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "制作并下载" }).click();
  await dialog.getByText("请填写用途").waitFor();
  await dialog.getByLabel("用途").fill("季度抽查");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    dialog.getByRole("button", { name: "制作并下载" }).click(),
  ]);
  const path = join(folder, "alert.zip");
  await download.saveAs(path);
  const files = readZip(readFileSync(path));
  const manifest = JSON.parse(files.get("manifest.json"));
  assert.equal(manifest.reason, "季度抽查");
  assert.ok(manifest.leaves.some((leaf) => leaf.kind === "alert" && String(leaf.leaf) === items[0].id));
  const opened = await openOffline(files.get("verify.html"));
  assert.equal(await opened.locator("#verdict").getAttribute("data-verdict"), "good");
  await opened.getByText(`告警 ${items[0].id}`).waitFor();
  await opened.context().close();
});

test("the packet opens from the disk without network and says what is proven", async () => {
  const opened = await openOffline(packet.files.get("verify.html"));
  assert.equal(await opened.locator("#verdict").getAttribute("data-verdict"), "good");
  await opened.getByText("验证通过").waitFor();
  await opened.getByText("1 条消息中 1 条已证明").waitFor();
  await opened.getByText("仲裁 17 号").waitFor();
  await opened.getByText("没有见证人签名").waitFor();
  assert.match(await opened.locator("#fingerprint").innerText(), /^[0-9a-f]{64}$/);
  assert.equal(await opened.locator("#media a").count(), 1);
  assert.deepEqual(opened.asked.filter((url) => !url.startsWith("file:")), []);
  await shoot(opened, "packet-zh");
  await opened.getByRole("button", { name: "English" }).click();
  await opened.getByText("It holds: nothing below was changed").waitFor();
  await shoot(opened, "packet-en");
  await opened.context().close();
});

test("one changed byte anywhere is told, even when the list of files was made to fit", async () => {
  const changes = {
    content: ["content", () => flippedExtra((extra) => extra.length - 3)],
    record: ["inclusion", () => flippedExtra((extra) => extra.indexOf("wecom") + 9)],
    proof: ["inclusion", () => relettered(proofPath(), firstHash)],
    checkpoint: ["checkpoint", () => flipped("checkpoint", (bytes) => bytes.indexOf("\n") + 1)],
    signature: ["checkpoint", () => relettered("checkpoint", (bytes) => bytes.length - 30)],
    media: ["media", () => flipped(mediaPath(), (bytes) => bytes.length >> 1)],
    key: ["key", () => relettered("archive.pub", (bytes) => bytes.length - 20)],
  };
  for (const [what, [code, change]] of Object.entries(changes)) {
    const opened = await openOffline(forged(change()), "en");
    const said = await problems(opened);
    assert.equal(await opened.locator("#verdict").getAttribute("data-verdict"), "bad", what);
    assert.ok(said.includes(code), `${what}: ${said}`);
    if (what === "content") await shoot(opened, "packet-changed");
    await opened.context().close();
  }
});

test("a zip dropped on the page is checked file by file", async () => {
  const drop = async (zip) => {
    const opened = await openOffline(packet.files.get("verify.html"));
    await opened.locator("#zip").setInputFiles({ name: "packet.zip", mimeType: "application/zip", buffer: zip });
    return opened;
  };
  const good = await drop(packet.zip);
  await good.getByText("已核对 zip 中的全部文件").waitFor();
  await good.context().close();
  for (const path of [`messages/${message.id}.json`, "transcript.zh-CN.html", mediaPath()]) {
    const bad = await drop(writeZip(flipped(path, (bytes) => bytes.length >> 1)));
    await bad.locator('#verdict[data-verdict="bad"]').waitFor();
    assert.ok((await bad.locator("#verdict").innerText()).includes(path));
    await bad.context().close();
  }
  const missing = new Map(packet.files);
  missing.delete("transcript.en.html");
  const bad = await drop(writeZip(missing));
  await bad.locator('#verdict [data-problem="missing"]').waitFor();
  await bad.context().close();
});
