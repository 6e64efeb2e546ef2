// SPDX-License-Identifier: Apache-2.0
// The rep's workspace on a phone: a day with one customer, in both languages, with nothing that axe objects to.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { adminPage, ask, askUntil, axeSource, launch, send, server, shoot } from "./support/browser.mjs";

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const password = "an artificial rep phrase";
const login = `desk-${Date.now()}`;

let browser;
let admin;
let page;
let customer;

/** A phone that is signed in nowhere. */
async function phone(scheme = "light") {
  const context = await browser.newContext({
    viewport: { width: 375, height: 720 },
    locale: "zh-CN",
    colorScheme: scheme,
    hasTouch: true,
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const made = await context.newPage();
  made.setDefaultTimeout(20_000);
  made.complaints = [];
  made.on("pageerror", (error) => made.complaints.push(error.message));
  return made;
}

async function clean(title) {
  await page.evaluate(axeSource);
  const found = await page.evaluate(
    (values) => globalThis.axe.run(document, { runOnly: { type: "tag", values } }),
    tags,
  );
  const faults = found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(" | ")}`);
  assert.deepEqual(faults, [], title);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${title} is ${wide} pixels too wide`);
  const small = await page.evaluate(() =>
    [...document.querySelectorAll("a, button, input:not([type=radio], [type=checkbox]), select, textarea")]
      .filter((one) => one.offsetParent !== null && !one.matches(".skip"))
      .map((one) => ({ text: one.textContent || one.getAttribute("aria-label"), ...one.getBoundingClientRect().toJSON() }))
      .filter((box) => box.height < 44)
      .map((box) => `${box.text} ${box.height}`),
  );
  assert.deepEqual(small, [], `${title} has targets that are too small`);
  assert.deepEqual(page.complaints, [], title);
}

before(async () => {
  browser = await launch();
  admin = await adminPage(browser);
  if (admin.url() === "about:blank") await admin.goto(`${server}/customers`);
  const { items } = await askUntil(admin, "/customers?limit=200", (found) =>
    found.items.some((one) => one.last_at && one.employees.length > 0),
  );
  customer = items.find((one) => one.last_at && one.employees.length > 0);
  const [employee] = customer.employees;
  const made = await send(admin, "POST", "/users", {
    login,
    display_name: employee.name,
    role: "rep",
    scope: { kind: "own", employees: [{ source: employee.source, id: employee.id }] },
  });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const folder = await send(admin, "POST", "/scripts/folders", { title: "报价" });
  assert.equal(folder.status, 201);
  const script = await send(admin, "POST", "/scripts", {
    title: "价格表",
    text: "{{customer}}您好，我是{{rep}}，{{城市}}的报价今天有效。",
    tags: ["报价"],
    folder_id: folder.body.id,
  });
  assert.equal(script.status, 201);

  page = await phone();
  await page.goto(`${server}/desk/`);
  await page.evaluate(
    async ([name, once, own]) => {
      const headers = { "Content-Type": "application/json", "X-Custos-CSRF": "1" };
      const post = (path, body) =>
        fetch(`/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) });
      await post("/session", { login: name, password: once });
      await post("/session/password", { old_password: once, new_password: own });
      await fetch("/api/v1/session", { method: "DELETE", headers });
    },
    [login, made.body.one_time_password, password],
  );
  await page.reload();
});
after(() => browser?.close());

test("a rep signs in and has nothing to do yet", async () => {
  await page.getByLabel("登录名").fill(login);
  await page.getByLabel("密码").fill(password);
  await clean("sign-in");
  await shoot(page, "desk-sign-in");
  await page.getByRole("button", { name: "登录" }).click();
  await page.getByText("没有要跟进的客户").waitFor();
  await shoot(page, "desk-today-empty");
});

test("he finds a customer, reads the last messages and writes a note after a call", async () => {
  await page.getByRole("link", { name: "客户", exact: true }).click();
  await page.locator(".cards li").first().waitFor();
  await clean("customers");
  await shoot(page, "desk-customers");
  await page.goto(`${server}/desk/#/customer/${customer.id}`);
  await page.getByRole("region", { name: "最近往来" }).locator("li").first().waitFor();
  await page.getByLabel("电话").check();
  await page.getByLabel("内容").fill("电话里问了报价");
  await page.getByLabel("下一步（可不填）").fill("寄样册");
  await clean("customer");
  await page.getByLabel("时间").fill("2026-01-05T10:00");
  await page.getByRole("button", { name: "保存" }).click();
  await page.getByText("已保存").waitFor();
  await page.getByRole("region", { name: "跟进记录" }).getByText("电话里问了报价").waitFor();
  await page.locator(".next").waitFor();
  await shoot(page, "desk-customer");
  const { body } = await ask(admin, `/customers/${customer.id}/notes`);
  assert.equal(body.items[0].text, "电话里问了报价");
});

test("the step is overdue today, and done at a touch", async () => {
  await page.getByRole("link", { name: "今日" }).click();
  await page.getByRole("heading", { name: "已过期" }).waitFor();
  await clean("today");
  await shoot(page, "desk-today");
  await page.getByRole("button", { name: "完成" }).click();
  await page.getByText("没有要跟进的客户").waitFor();
});

test("a script is found by the first letters, filled in, copied and counted", async () => {
  await page.goto(`${server}/desk/#/scripts/${customer.id}`);
  await page.getByRole("searchbox").fill("jgb");
  await page.getByRole("button", { name: "查找" }).click();
  const card = page.locator(".cards > li", { hasText: "价格表" }).first();
  await card.waitFor();
  await card.getByRole("button", { name: /复制/ }).click();
  await card.getByText("还有没填的变量").waitFor();
  await card.getByLabel("城市").fill("苏州");
  await clean("scripts");
  await shoot(page, "desk-scripts");
  await card.getByRole("button", { name: /复制/ }).click();
  await card.getByText("已复制").waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /苏州的报价今天有效/);
  assert.doesNotMatch(copied, /\{\{/);
  await askUntil(admin, "/scripts?q=jgb", (found) => found.items.some((one) => one.copied > 0));
});

test("what he means to send is checked with the reason", async () => {
  await page.getByRole("link", { name: "发前检查" }).click();
  await page.getByLabel("要发的话").fill("货款您直接微信转我个人就行");
  await page.getByRole("button", { name: "检查" }).click();
  await page.locator(".verdict li").first().waitFor();
  await clean("check");
  await shoot(page, "desk-check");
});

test("he learns what is recorded of him, and his day's report is ready", async () => {
  await page.getByRole("link", { name: "我的", exact: true }).click();
  await page.getByRole("link", { name: "关于我的记录" }).click();
  await page.getByText(/个会话/).first().waitFor();
  await clean("record");
  await shoot(page, "desk-record");
  await page.goto(`${server}/desk/#/day`);
  await page.waitForFunction(() => document.querySelector("textarea")?.value.includes("电话 1"));
  await page.getByRole("button", { name: "提交日报" }).click();
  await page.getByText("已提交", { exact: true }).waitFor();
  await clean("day");
  await shoot(page, "desk-day");
  const { body: list } = await ask(admin, "/day-reports");
  const report = list.items.find((one) => one.text.includes("电话 1"));
  assert.equal(report.counts.desk.notes.call, 1);
  assert.ok(!list.missing.some((one) => one.user_id === report.user_id));
});

test("what he says of an alert about himself stands on the reviewer's page", async (t) => {
  const { body } = await ask(page, "/alerts?limit=1");
  if (body.items.length === 0) return t.skip("no alert about him yet");
  await page.goto(`${server}/desk/#/today`);
  await page.reload(); // an alert may have come since the day began
  const notice = page.getByRole("region", { name: "给我的提醒" }).locator("li").first();
  await notice.getByRole("button", { name: "知悉与申诉" }).click();
  await notice.getByRole("button", { name: "我已知悉" }).click();
  await notice.getByText("您已确认知悉").waitFor();
  await notice.getByLabel("我的说明（申诉）").fill("是客户先提的");
  await clean("notice");
  await notice.getByRole("button", { name: "提交说明" }).click();
  await notice.getByText("是客户先提的").waitFor();
  await shoot(page, "desk-notice");
});

test("he sees nobody else's customers", async () => {
  const { body } = await ask(admin, "/customers?limit=200");
  const mine = await ask(page, "/customers?limit=200");
  assert.ok(mine.body.items.length < body.items.length);
  const others = body.items.find((one) => !mine.body.items.some((own) => own.id === one.id));
  await page.goto(`${server}/desk/#/customer/${others.id}`);
  await page.getByRole("alert").waitFor();
});

test("in the tool bar of a chat the desk begins with its customer, and a script is sent to it", async () => {
  const { body: known } = await ask(admin, `/customers/${customer.id}`);
  const contact = known.identities.find((one) => one.kind === "contact");
  const context = await browser.newContext({
    viewport: { width: 375, height: 720 },
    userAgent: "Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile wxwork/4.1.30 MicroMessenger/7.0.1",
    storageState: await page.context().storageState(),
  });
  await context.addInitScript((id) => {
    globalThis.sent = [];
    globalThis.ww = {
      register: (options) => Object.assign(globalThis, { registered: options }),
      getContext: async () => ({ entry: "single_chat_tools" }),
      getCurExternalContact: async () => ({ userId: id }),
      sendChatMessage: async (message) => globalThis.sent.push(message.text.content),
    };
  }, contact.value);
  const bar = await context.newPage();
  await bar.goto(`${server}/desk/`);
  await bar.waitForURL(new RegExp(`#/customer/${customer.id}$`));
  await bar.getByRole("link", { name: "发话术" }).click();
  const card = bar.locator(".cards > li", { hasText: "价格表" }).first();
  await card.getByLabel("城市").fill("苏州");
  await card.getByRole("button", { name: /发送/ }).click();
  await card.getByText("已发送").waitFor();
  await shoot(bar, "desk-side-bar");
  const [sent] = await bar.evaluate(() => globalThis.sent);
  assert.match(sent, /苏州的报价今天有效/);
  const signed = await bar.evaluate(() => globalThis.registered.getAgentConfigSignature());
  assert.equal(signed.signature.length, 40);
  await askUntil(admin, "/scripts?q=jgb", (found) => found.items.some((one) => one.sent > 0));
  await context.close();
});

test("everything is there in English and in the dark", async () => {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto(`${server}/desk/#/me`);
  await page.getByLabel("语言").selectOption("en");
  for (const [path, ready] of [
    ["today", "Notices for me"],
    ["customers", "My customers"],
    [`customer/${customer.id}`, "Write a note"],
    ["pool", "customers"],
    ["scripts", "Scripts and prices"],
    ["check", "Check before sending"],
    ["me", "Sign out"],
    ["record", "My work accounts"],
    ["day", "Today's report"],
  ]) {
    await page.goto(`${server}/desk/#/${path}`);
    await page.getByText(ready).first().waitFor();
    await page.waitForTimeout(400);
    await clean(path);
    await shoot(page, `desk-${path.split("/")[0]}-en-dark`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`${server}/desk/#/customer/${customer.id}`);
  await page.getByText("Write a note").first().waitFor();
  await shoot(page, "desk-pc");
});
