// SPDX-License-Identifier: Apache-2.0
// What a company buys such a system for, each seen once in the browser: talk as it is written, what goes along with
// it, nothing that can be taken back, and the alerts that matter most.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { adminPage, ask, askUntil, launch, send, server, shoot } from "./support/browser.mjs";

let browser;
let page;

before(async () => {
  browser = await launch();
  page = await adminPage(browser);
  if (page.url() === "about:blank") await page.goto(`${server}/customers`);
});
after(() => browser?.close());

/** A work phone of an employee: sends lines, each once. */
async function workPhone(employee) {
  const invited = await send(page, "POST", "/devices", {
    employee_source: employee.source,
    employee_id: employee.id,
    label: "实时查看",
  });
  assert.equal(invited.status, 201);
  const post = (path, secret, type, body) =>
    page.evaluate(
      async ([address, bearer, kind, text]) => {
        const headers = { "Content-Type": kind, Authorization: `Bearer ${bearer}` };
        const answer = await fetch(`/api/v1${address}`, { method: "POST", headers, body: text });
        return { status: answer.status, body: await answer.json() };
      },
      [path, secret, type, body],
    );
  const enrolled = await post(
    "/phone/enrolment",
    "none",
    "application/json",
    JSON.stringify({ code: invited.body.code }),
  );
  let seq = 0;
  return async (line) => {
    const at = Date.now();
    const lines = [{ kind: "batch", at }, { seq: ++seq, at, ...line }];
    const taken = await post(
      "/phone/batches",
      enrolled.body.secret,
      "application/x-ndjson",
      lines.map((one) => JSON.stringify(one)).join("\n"),
    );
    assert.equal(taken.status, 200, JSON.stringify(taken.body));
  };
}

/** The newest message of a search that is as wanted. */
async function newest(query, wanted = () => true) {
  const path = `/messages?q=${encodeURIComponent(query)}&limit=50`;
  const { items } = await askUntil(page, path, (found) => found.items.some(wanted), 60);
  return items.find(wanted);
}

async function openAt(message) {
  await page.goto(`${server}/conversations/${message.conversation_id}?m=${message.id}`);
  const article = page.locator(`[data-message-id="${message.id}"]`);
  await article.waitFor();
  return article;
}

test("a rep's conversation is read while it is written", async () => {
  const { items } = await askUntil(page, "/customers?limit=200", (found) =>
    found.items.some((one) => one.phones.length > 0 && one.employees.length > 0),
  );
  const customer = items.find((one) => one.phones.length > 0 && one.employees.length > 0);
  const phone = await workPhone(customer.employees[0]);
  const number = `+${customer.phones[0]}`;
  await phone({ kind: "sms", direction: "outbound", number, text: "您好，样品今天寄出" });
  const found = await newest("样品今天寄出");
  await page.goto(`${server}/conversations/${found.conversation_id}`);
  const feed = page.getByRole("feed");
  await feed.getByText("您好，样品今天寄出").last().waitFor();
  const before = await page.evaluate(() => performance.timeOrigin);
  await phone({ kind: "sms", direction: "inbound", number, text: "好的，收到告诉你" });
  await feed.getByText("好的，收到告诉你").last().waitFor();
  await phone({ kind: "call", direction: "outbound", number, disposition: "ANSWERED", duration_s: 42 });
  await phone({ kind: "sms", direction: "outbound", number, text: "刚才电话里说的报价稍后发您" });
  await feed.getByText("刚才电话里说的报价稍后发您").last().waitFor();
  assert.equal(await page.evaluate(() => performance.timeOrigin), before, "the page was not loaded again");
  await shoot(page, "wish-live");
});

test("images are seen and red packets say how much", async () => {
  const image = await openAt(await newest("type:image", (one) => one.media.some((media) => media.url)));
  const picture = image.locator("img").last();
  await picture.waitFor();
  await page.waitForFunction((one) => one.complete && one.naturalWidth > 0, await picture.elementHandle());
  await shoot(page, "wish-image");
  const packet = await openAt(await newest("type:external_redpacket"));
  await packet.getByText(/红包/).first().waitFor();
  assert.match(await packet.innerText(), /¥\s?\d+\.\d\d/);
  await shoot(page, "wish-redpacket");
});

test("what was taken back is still there, and nothing can be removed", async () => {
  const { body } = await ask(page, "/messages?recalled=true&limit=1");
  const [recalled] = body.items;
  const article = await openAt(recalled);
  await article.getByText(/已撤回，内容已留存/).waitFor();
  for (const path of [`/messages/${recalled.id}`, `/conversations/${recalled.conversation_id}`, "/customers/1"]) {
    const refused = await page.evaluate(
      async (address) =>
        (await fetch(`/api/v1${address}`, { method: "DELETE", headers: { "X-Custos-CSRF": "1" } })).status,
      path,
    );
    assert.ok([404, 405].includes(refused), `${path}: ${refused}`);
  }
  await shoot(page, "wish-recalled");
});

for (const category of ["private_deal", "private_payment", "divert_contact", "abuse"]) {
  test(`an alert of ${category} shows the words and the rule`, async () => {
    const found = await askUntil(page, `/alerts?category=${category}&limit=1`, (one) => one.items.length > 0, 60);
    await page.goto(`${server}/alerts?view=all&id=${found.items[0].id}`);
    await page.getByRole("feed").locator(".message-anchor mark").first().waitFor();
    await shoot(page, `wish-${category}`);
  });
}

test("customers of a pool go to employees by rule, and it is said why", async () => {
  const { body: pools } = await ask(page, "/pools");
  const filled = pools.items.find((one) => one.customers > 0);
  assert.ok(filled, "the demo has put customers into a pool");
  const { body: inside } = await ask(page, `/pools/${filled.id}/customers?limit=5`);
  const ids = inside.items.map((one) => one.customer.id).slice(0, 3);
  const { status, body: preview } = await send(page, "POST", "/allocations", { customers: ids, preview: true });
  assert.equal(status, 200, JSON.stringify(preview));
  assert.equal(preview.items.length, ids.length);
  const given = preview.items.find((one) => one.taker);
  assert.ok(given, JSON.stringify(preview.items));
  const asked = await send(page, "POST", "/allocations", { customers: [given.customer.id] });
  assert.equal(asked.status, 202);
  await askUntil(page, `/customers/${given.customer.id}/ownership`, (found) => found.items.some((line) => line.owner));
  await page.goto(`${server}/allocation?tab=decisions`);
  await page.getByRole("link", { name: given.customer.name }).first().waitFor();
  await shoot(page, "wish-allocation");
});

test("a rule gives a tag to whoever fits, on the platform too", async () => {
  const { body: catalogue } = await ask(page, "/tags");
  const { source } = catalogue.companies.find((one) => one.writable);
  const name = `画像${Date.now() % 100_000}`;
  const made = await send(page, "POST", "/tags", { source, group_name: `规则${name}`, names: [name] });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const tag = made.body.groups.flatMap((group) => group.tags).find((one) => one.name === name);
  const saved = await page.evaluate(
    async ([company, id]) => {
      const rules = await fetch("/api/v1/grade-rules");
      const { items } = await rules.json();
      const rule = {
        target: "tag",
        source: company,
        value: id,
        name: "最近有沟通",
        condition: { on: "contact", op: "at_most", value: 1 },
        active: true,
      };
      const answer = await fetch("/api/v1/grade-rules", {
        method: "PUT",
        headers: {
          "Content-Type": "application/json",
          "X-Custos-CSRF": "1",
          "If-Match": rules.headers.get("ETag"),
        },
        body: JSON.stringify({ items: [...items, rule] }),
      });
      return { status: answer.status, body: await answer.json() };
    },
    [source, tag.id],
  );
  assert.equal(saved.status, 200, JSON.stringify(saved.body));
  const tagged = await askUntil(page, `/customers?tag=${tag.id}&limit=5`, (found) => found.items.length > 0, 90);
  await page.goto(`${server}/customers/${tagged.items[0].id}`);
  await page.getByText(name).first().waitFor();
  await shoot(page, "wish-tag");
});
