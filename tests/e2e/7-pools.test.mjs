// SPDX-License-Identifier: Apache-2.0
// A customer of the demo goes back into a pool, and an employee claims him there.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { adminPage, ask, askUntil, launch, newPage, send, server, shoot, signIn } from "./support/browser.mjs";

const poolName = `领取池 ${Date.now()}`;

let browser;
let admin;
let customer;
let employees;

before(async () => {
  browser = await launch();
  admin = await adminPage(browser);
  if (admin.url() === "about:blank") await admin.goto(`${server}/customers`);
  const { items } = await askUntil(admin, "/customers?limit=200", (found) =>
    found.items.some((one) => one.name && one.phones.length > 0 && one.employees.length > 0),
  );
  customer = items.find((one) => one.name && one.phones.length > 0 && one.employees.length > 0);
  employees = (await ask(admin, "/directory/employees?limit=50")).body.items;
});
after(() => browser?.close());

/** Chooses in one of the kit's lists, by what is typed. */
async function choose(page, within, label, text) {
  await within.getByRole("combobox", { name: label }).click();
  await within.getByRole("combobox", { name: label }).fill(text);
  await page.locator(`.ant-select-item-option[title^="${text}"]`).first().click();
}

const owned = (page) => page.getByRole("region", { name: "归属" });

test("an administrator makes a pool with a limit", async () => {
  await admin.goto(`${server}/pools`);
  await admin.getByRole("button", { name: "新建公海" }).click();
  const drawer = admin.getByRole("dialog", { name: "新建公海" });
  await drawer.getByRole("button", { name: "保存" }).click();
  await drawer.getByText("请填写名称").waitFor();
  await drawer.getByLabel("名称").fill(poolName);
  await drawer.getByLabel("每人每天领取上限").fill("1");
  await drawer.getByLabel("多少天没有联系就回收").fill("90");
  await shoot(admin, "pool-drawer");
  await drawer.getByRole("button", { name: "保存" }).click();
  const row = admin.locator("tr", { hasText: poolName });
  await row.getByText("每人每天最多领取 1 位").waitFor();
  await row.getByText("90 天没有联系则回收").waitFor();
});

test("on the customer's page he is assigned, and returned after a look at what came between", async () => {
  const [first, , third] = employees;
  await admin.goto(`${server}/customers/${customer.id}`);
  await owned(admin).getByRole("button", { name: "分配" }).click();
  const assign = admin.getByRole("dialog", { name: "分配客户" });
  await choose(admin, assign, "新归属人", first.name);
  await assign.getByLabel("原因").fill("试点");
  await assign.getByRole("button", { name: "确定" }).click();
  await owned(admin).locator("strong", { hasText: first.name }).waitFor();
  await owned(admin).getByRole("button", { name: "退回公海" }).click();
  const dialog = admin.getByRole("dialog", { name: "退回公海" });
  await choose(admin, dialog, "公海", poolName);
  await dialog.getByLabel("原因").fill("没有时间");
  // Meanwhile somebody else assigns him: the order is refused, and says so.
  const between = await send(admin, "POST", `/customers/${customer.id}/ownership`, {
    action: "assign",
    employee: { source: third.source, id: third.id },
    reason: "插队",
  });
  assert.equal(between.status, 200);
  await dialog.getByRole("button", { name: "确定" }).click();
  await dialog.getByText(`${first.name} → ${third.name}`).waitFor();
  await shoot(admin, "pool-return");
  await dialog.getByRole("button", { name: "已看过，按现在的情况继续" }).click();
  await dialog.getByRole("button", { name: "确定" }).click();
  await owned(admin).getByText(`公海“${poolName}”`).first().waitFor();
});

test("an employee sees him with stars in his number, claims him, and is held to the limit", async () => {
  const rep = employees.find((one) => one.id !== employees[0].id);
  const login = `rep-${Date.now()}`;
  const made = await send(admin, "POST", "/users", {
    login,
    display_name: rep.name,
    role: "rep",
    scope: { kind: "own", employees: [{ source: rep.source, id: rep.id }] },
  });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const page = await newPage(browser);
  await signIn(page, { login, password: made.body.one_time_password });
  const { body: pools } = await ask(page, "/pools");
  const pool = pools.items.find((one) => one.name === poolName);
  assert.equal(pool.customers, 1);
  await page.goto(`${server}/pools`);
  await page.getByRole("link", { name: poolName }).click();
  await page.getByRole("heading", { name: poolName }).waitFor();
  const row = page.locator("tbody tr");
  await row.first().waitFor();
  assert.equal(await row.count(), 1);
  assert.match(await row.first().innerText(), /\*{4}/);
  assert.equal((await ask(page, `/customers/${customer.id}`)).status === 200, customer.employees.some((one) => one.id === rep.id));
  await shoot(page, "pool-rep");
  await page.getByRole("button", { name: `领取 ${customer.name}` }).click();
  await page.getByText("领取成功：").waitFor();
  await page.getByRole("link", { name: customer.name }).click();
  await owned(page).locator("strong", { hasText: rep.name }).waitFor();
  await shoot(page, "pool-claimed");

  // The second one of the day is refused, in words.
  const { body: others } = await ask(admin, "/customers?limit=200");
  const other = others.items.find((one) => one.id !== customer.id && one.name);
  const returned = await send(admin, "POST", `/customers/${other.id}/ownership`, { action: "return", pool: pool.id });
  assert.equal(returned.status, 200, JSON.stringify(returned.body));
  await page.goto(`${server}/pools/${pool.id}`);
  await page.getByRole("button", { name: `领取 ${other.name}` }).click();
  await page.getByText("今天领取的客户已达上限").waitFor();
  assert.deepEqual(page.complaints.filter((text) => !/40[49]/.test(text)), []);
  await page.context().close();
});

test("the customer's page tells the whole story", async () => {
  await admin.goto(`${server}/customers/${customer.id}`);
  await owned(admin).locator("summary").click();
  const steps = await owned(admin).locator(".ledger > li").allInnerTexts();
  assert.ok(steps.length >= 4, steps.join("\n"));
  assert.match(steps[0], new RegExp(`公海“${poolName}” → .*（领取）`));
  assert.match(steps[1], new RegExp(`→ 公海“${poolName}”[^]*没有时间`));
  assert.match(steps[2], /插队/);
  assert.match(steps[3], /试点/);
  await shoot(admin, "customer-ledger");
});
