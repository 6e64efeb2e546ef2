// SPDX-License-Identifier: Apache-2.0
// The life of a rule: written, mended, tried, back-tested, published by a second person, rolled back.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { adminPage, ask, askUntil, launch, newPage, send, server, shoot, signIn } from "./support/browser.mjs";

let browser;
let author;
let second;
let draft;

before(async () => {
  browser = await launch();
  author = await adminPage(browser);
  await author.goto(`${server}/rules`);
  await author.getByRole("table", { name: "规则" }).waitFor();
  second = await newPage(browser);
  const login = `second.${Date.now().toString(36)}`;
  const account = { login, display_name: "第二管理员", role: "administrator", scope: { kind: "all" } };
  const made = await send(author, "POST", "/users", account);
  assert.equal(made.status, 201);
  await signIn(second, { login, password: made.body.one_time_password });
});
after(() => browser?.close());
afterEach(() => {
  for (const page of [author, second]) {
    assert.deepEqual(page.complaints.splice(0), [], "the browser had something to complain about");
  }
});

const id = "3f1c1a52-6f0e-4a8e-9a49-5d1f6c2b7e90";
const rule = (condition) => `title: {zh: 提到报价单, en: Mentions a quotation}
id: ${id}
category: abuse
level: low
status: stable
scope: {roles: [rep]}
detection:
  paper: {text|contains: [报价单]}
  condition: ${condition}
tests:
  - {text: '报价单发您了', expect: hit}
  - {text: '请看合同', expect: miss}
`;

async function write(text) {
  await author.locator(".cm-content").click();
  await author.keyboard.press("ControlOrMeta+a");
  await author.locator(".cm-content").evaluate((editor, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", pasted);
    editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

async function confirm(page, name, note) {
  await page.getByRole("button", { name, exact: true }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill(note);
  await dialog.getByRole("button").last().click();
  await dialog.waitFor({ state: "hidden" });
}

const stateOf = async (version) => (await ask(author, `/rules/versions/${version}`)).body.state;

test("a draft is made of the pack in force, and a fault in a new rule is shown where it stands", async () => {
  await author.getByRole("link", { name: /规则工作台/ }).click();
  await author.getByRole("button", { name: "新建草稿" }).click();
  await author.waitForURL(/\/rules\/versions\/\d+/);
  draft = /versions\/(\d+)/.exec(author.url())[1];
  await author.getByRole("button", { name: "新建规则文件" }).click();
  const dialog = author.getByRole("dialog", { name: "新建规则文件" });
  await dialog.getByLabel("文件名").fill("quotation");
  await dialog.getByRole("button", { name: "新建规则文件" }).click();
  await author.getByRole("textbox", { name: /rules\/quotation\.yaml/ }).waitFor();
  await write(rule("paper and nobody"));
  const tab = author.getByRole("tab", { name: /^问题 \d/ });
  await tab.waitFor();
  await author.locator(".cm-lintRange-error").first().waitFor();
  await tab.click();
  const fault = author.getByRole("button", { name: /rules\/quotation\.yaml，第 9 行/ });
  await fault.waitFor();
  await shoot(author, "studio-fault");
  await fault.click();
  await author.locator(".cm-activeLineGutter", { hasText: "9" }).first().waitFor();
});

test("the mended rule is tried on lines, says why it fires, and takes one as an example", async () => {
  await write(rule("paper"));
  await author.getByText("没有问题").waitFor();
  await author.getByRole("tab", { name: "试判" }).click();
  await author.getByRole("textbox", { name: /每行一条消息/ }).fill("新的报价單在这里\n合同在这里");
  const hit = author.locator(".try-hit").first();
  await hit.locator("mark", { hasText: "报价單" }).first().waitFor();
  await hit.getByText("提到报价单").waitFor();
  await hit.getByText("paper").waitFor();
  await shoot(author, "studio-try");
  await hit.getByRole("button", { name: "应命中", exact: true }).click();
  await author.getByRole("tab", { name: "样例" }).click();
  const examples = author.getByRole("region", { name: "提到报价单" });
  await examples.getByText("新的报价單在这里").waitFor();
  await author.waitForFunction(
    () => [...document.querySelectorAll(".examples li")].every((row) => row.textContent.includes("通过")),
  );
  await shoot(author, "studio-examples");
  await author.getByRole("button", { name: "保存" }).click();
  await author.getByText("已保存", { exact: true }).waitFor();
  assert.equal((await ask(author, `/rules/versions/${draft}`)).body.valid, true);
});

test("a back-test shows what the rule would have found, and raises nothing", async () => {
  const { body: before } = await ask(author, "/alerts?category=abuse&limit=1");
  await author.getByRole("tab", { name: "回测" }).click();
  await author.getByRole("button", { name: "开始回测" }).click();
  await author.waitForURL(/\/rules\/backtests\/\d+/);
  await author.getByRole("heading", { name: "结果" }).waitFor({ timeout: 120_000 });
  const list = author.getByRole("list", { name: "增加的告警" });
  await list.locator("mark", { hasText: /报价/ }).first().waitFor();
  await shoot(author, "backtest");
  await author.getByText("以表格显示").click();
  await author.getByRole("table", { name: "每日告警" }).waitFor();
  const { body: after } = await ask(author, "/alerts?category=abuse&limit=1");
  assert.ok(after.estimated_total - before.estimated_total < 20, "a back-test raises no alerts");
});

test("its author submits it and cannot publish it", async () => {
  const test = author.url();
  await author.goto(`${server}/rules/versions/${draft}`);
  await confirm(author, "提交审核", "报价单也要看");
  await author.getByText(/等待另一位管理员审核/).waitFor();
  assert.equal(await author.getByRole("button", { name: "发布", exact: true }).count(), 0);
  await author.goto(test);
});

test("a second person reads the difference and publishes", async () => {
  await second.goto(`${server}/rules/versions/${draft}?tab=diff`);
  const file = second.getByRole("region", { name: "rules/quotation.yaml", exact: true });
  await file.getByText("paper: {text|contains: [报价单]}").waitFor();
  await shoot(second, "studio-diff");
  await confirm(second, "发布", "看过回测");
  await askUntil(second, `/rules/versions/${draft}`, (version) => version.state === "active");
  await second.goto(`${server}/rules?q=${encodeURIComponent("提到报价单")}`);
  await second.getByRole("link", { name: "提到报价单" }).waitFor();
});

test("looking back raises the alerts that the back-test gained, marked as such", async () => {
  await author.reload();
  await confirm(author, "补生成告警", "新规则");
  await author.getByText(/新增 \d+ 条告警/).waitFor({ timeout: 120_000 });
  const test = /backtests\/(\d+)/.exec(author.url())[1];
  const done = await askUntil(author, `/rules/backtests/${test}`, (found) => found.look_back?.state === "done", 120);
  assert.ok(done.look_back.created > 0, "something was raised");
  await shoot(author, "look-back");
});

test("the version before is rolled back to", async () => {
  await second.goto(`${server}/rules/versions?state=retired`);
  await confirm(second, "回滚到此版本", "太多了");
  await askUntil(second, `/rules/versions/${draft}`, (version) => version.state === "retired");
  assert.equal(await stateOf(draft), "retired");
  await second.goto(`${server}/rules?q=${encodeURIComponent("提到报价单")}`);
  await second.getByText("没有规则").waitFor();
  await second.goto(`${server}/rules/versions`);
  await second.getByRole("table", { name: "规则版本" }).waitFor();
  await shoot(second, "versions");
});
