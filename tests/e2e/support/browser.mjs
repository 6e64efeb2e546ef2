// SPDX-License-Identifier: Apache-2.0
// A browser for the journeys: Debian's Chromium, driven by the packages of admin-ui.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(new URL("../../../admin-ui/package.json", import.meta.url));
const { chromium } = require("playwright-core");
export const axeSource = require("axe-core").source;

export const server = (process.env.CUSTOS_URL ?? "").replace(/\/$/, "");
const login = process.env.CUSTOS_LOGIN ?? "admin";
const password = process.env.CUSTOS_PASSWORD ?? process.env.CUSTOS_ADMIN_PASSWORD ?? "";
const ownPassword = process.env.CUSTOS_NEW_PASSWORD ?? "an artificial pass phrase";
const stateFile = join(process.env.CUSTOS_E2E_STATE ?? "/tmp", "session.json");
const shots = process.env.CUSTOS_SHOTS;

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });
}

/** A page of a new context; what the browser complains about is collected in `complaints`. */
export async function newPage(browser, { language = "zh-CN", theme = "light", state = false } = {}) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: language,
    storageState: state && existsSync(stateFile) ? stateFile : undefined,
  });
  const preferences = { language, theme, density: "comfortable", letterKeys: true };
  await context.addInitScript((chosen) => {
    if (!sessionStorage.getItem("e2e")) localStorage.setItem("custos.preferences", JSON.stringify(chosen));
    sessionStorage.setItem("e2e", "1");
  }, preferences);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(error.message));
  page.on("console", (message) => {
    const text = message.text();
    if (message.type() === "error" && !/status of (401|412)/.test(text)) page.complaints.push(text);
  });
  return page;
}

/** Signs in; exchanges a one-time password for an own one when the server asks for it. Keeps the session. */
export async function signIn(page, as = { login, password }) {
  await page.goto(`${server}/`);
  await page.getByLabel("账号").fill(as.login);
  await page.getByLabel("密码", { exact: true }).fill(as.password);
  await page.getByRole("button", { name: "登录" }).click();
  const changing = page.getByRole("heading", { name: "设置新密码" });
  await changing.or(page.getByRole("navigation", { name: "主导航" })).waitFor();
  if (await changing.isVisible()) {
    await page.getByLabel("当前密码").fill(as.password);
    await page.getByLabel("新密码", { exact: true }).fill(ownPassword);
    await page.getByLabel("再次输入新密码").fill(ownPassword);
    await page.getByRole("button", { name: "保存并继续" }).click();
    await page.getByRole("navigation", { name: "主导航" }).waitFor();
  }
  if (as.login === login) await page.context().storageState({ path: stateFile });
}

/** A page that is signed in as the administrator. */
export async function adminPage(browser, look = {}) {
  const page = await newPage(browser, { ...look, state: true });
  if (!existsSync(stateFile)) await signIn(page);
  return page;
}

/** Asks the server directly, with the session of the page. */
export function ask(page, path) {
  return page.evaluate(async (address) => {
    const answer = await fetch(`/api/v1${address}`);
    return { status: answer.status, body: await answer.json() };
  }, path);
}

/** Sends something to the server, with the session of the page. */
export function send(page, method, path, body) {
  return page.evaluate(
    async ([verb, address, content]) => {
      const answer = await fetch(`/api/v1${address}`, {
        method: verb,
        headers: { "Content-Type": "application/json", "X-Custos-CSRF": "1" },
        body: JSON.stringify(content),
      });
      return { status: answer.status, body: await answer.json() };
    },
    [method, path, body],
  );
}

/** Asks until the answer satisfies. */
export async function askUntil(page, path, good, seconds = 20) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const { body } = await ask(page, path);
    if (good(body)) return body;
    if (Date.now() > end) throw new Error(`no such answer of ${path} within ${seconds} s`);
    await page.waitForTimeout(300);
  }
}

export async function shoot(page, name) {
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`) });
}
