// SPDX-License-Identifier: Apache-2.0
// One customer of the demo, met by chat and by a work phone, as his page shows him.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { adminPage, ask, askUntil, launch, send, server, shoot } from "./support/browser.mjs";

let browser;
let page;
let customer;

before(async () => {
  browser = await launch();
  page = await adminPage(browser);
  if (page.url() === "about:blank") await page.goto(`${server}/customers`);
});
after(() => browser?.close());

/** Sends lines as a program with its own credential. */
function sendLines(path, secret, body, type) {
  return page.evaluate(
    async ([address, bearer, text, kind]) => {
      const answer = await fetch(`/api/v1${address}`, {
        method: "POST",
        headers: { "Content-Type": kind, Authorization: `Bearer ${bearer}` },
        body: text,
      });
      return { status: answer.status, body: await answer.json() };
    },
    [path, secret, body, type],
  );
}

test("a customer with chat gets a text message, a call and a contact event from a work phone", async () => {
  const { items } = await askUntil(page, "/customers?limit=200", (found) =>
    found.items.some((one) => one.last_at && one.phones.length > 0 && one.employees.length > 0),
  );
  customer = items.find((one) => one.last_at && one.phones.length > 0 && one.employees.length > 0);
  const [employee] = customer.employees;
  const invited = await send(page, "POST", "/devices", {
    employee_source: employee.source,
    employee_id: employee.id,
    label: "客户页面",
  });
  assert.equal(invited.status, 201);
  const enrolled = await sendLines(
    "/phone/enrolment",
    "none",
    JSON.stringify({ code: invited.body.code }),
    "application/json",
  );
  const now = Date.now();
  const number = `+${customer.phones[0]}`;
  const lines = [
    { kind: "batch", at: now },
    { seq: 1, kind: "sms", at: now - 3000, direction: "outbound", number, text: "明天上午十点见" },
    { seq: 2, kind: "call", at: now - 2000, direction: "inbound", number, disposition: "ANSWERED", duration_s: 61 },
    { seq: 3, kind: "contact", at: now - 1000, change: "deleted", number },
  ];
  const text = lines.map((line) => JSON.stringify(line)).join("\n");
  const taken = await sendLines("/phone/batches", enrolled.body.secret, text, "application/x-ndjson");
  assert.equal(taken.status, 200, JSON.stringify(taken.body));
  await askUntil(page, `/customers/${customer.id}/timeline?limit=200`, (timeline) =>
    ["chat", "sms", "call", "event"].every((kind) => timeline.items.some((entry) => entry.kind === kind)),
  );
});

test("his page shows all of it in one order, and the keys go through it", async () => {
  await page.goto(`${server}/customers/${customer.id}?order=oldest&kind=chat,sms,call,event`);
  const kinds = () => page.locator("[data-entry]").evaluateAll((all) => all.map((one) => one.dataset.kind));
  await page.locator("[data-kind=event]").first().waitFor();
  const shown = await kinds();
  for (const kind of ["chat", "sms", "call", "event"]) assert.ok(shown.includes(kind), `${kind} of ${shown}`);
  const times = await page.locator("[data-entry] time").evaluateAll((all) => all.map((one) => one.dateTime));
  assert.deepEqual(times, [...times].sort(), "oldest first");
  await page.getByText("明天上午十点见").waitFor();
  await shoot(page, "customer-timeline");
  await page.keyboard.press("j");
  await page.locator("[data-entry][aria-current]").waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/conversations\//);
  await page.getByRole("feed").waitFor();
});

test("he is found by his number, and everybody can read the list in English too", async () => {
  await page.goto(`${server}/customers?q=${customer.phones[0]}`);
  await page.locator("tbody tr").first().waitFor();
  assert.equal(await page.locator("tbody tr").count(), 1);
  const { body } = await ask(page, `/customers/${customer.id}`);
  assert.ok(body.identities.some((identity) => identity.kind === "phone"));
  await shoot(page, "customers-found");
});
