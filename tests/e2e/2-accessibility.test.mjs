// SPDX-License-Identifier: Apache-2.0
// Every page, in both themes and both languages: no violation of WCAG 2 A and AA that axe can find, and a picture.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { adminPage, ask, axeSource, launch, newPage, send, server, shoot } from "./support/browser.mjs";

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const looks = ["zh-CN", "en"].flatMap((language) => ["light", "dark"].map((theme) => ({ language, theme })));

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** What axe objects to, one line each. */
async function violations(page) {
  await page.evaluate(axeSource);
  const found = await page.evaluate(
    (values) => globalThis.axe.run(document, { runOnly: { type: "tag", values } }),
    tags,
  );
  return found.violations.map((v) => `${v.id}: ${v.nodes.map((node) => node.target.join(" ")).slice(0, 3).join(" | ")}`);
}

/** A pool with that customer in it. */
async function poolWith(page, customer) {
  const name = "看一看";
  const { body: known } = await ask(page, "/pools");
  const found = known.items.find((one) => one.name === name);
  if (found) return found;
  const { body: pool } = await send(page, "POST", "/pools", {
    name,
    claims_per_day: 5,
    returns: { idle_days: 60, warn_days: 7 },
  });
  await send(page, "POST", `/customers/${customer.id}/ownership`, { action: "return", pool: pool.id });
  return pool;
}

/** The pages, with an open alert and an open conversation among them. */
async function addresses(page) {
  const { body: alerts } = await ask(page, "/alerts?limit=1");
  const alert = alerts.items[0];
  const { body: found } = await ask(page, "/messages?type=text&limit=1");
  const message = found.items[0];
  const { body: versions } = await ask(page, "/rules/versions?state=active");
  const version = versions.items[0].id;
  const { body: customers } = await ask(page, "/customers?limit=100");
  const customer = customers.items.find((one) => one.last_at) ?? customers.items[0];
  const pool = await poolWith(page, customer);
  return {
    queue: { path: "/alerts?view=all", ready: "[role=grid] [role=row]" },
    alert: { path: `/alerts?view=all&id=${alert.id}`, ready: "[role=feed] article" },
    hits: { path: `/alerts?view=all&id=${alert.id}&tab=hits`, ready: ".findings" },
    activity: { path: `/alerts?view=all&id=${alert.id}&tab=activity`, ready: ".activity" },
    search: { path: "/messages", ready: "[role=grid] [role=row]" },
    replay: { path: `/messages?in=${message.conversation_id}&at=${message.id}`, ready: "[role=feed] article" },
    conversation: { path: `/conversations/${message.conversation_id}?m=${message.id}`, ready: "[role=feed] article" },
    customers: { path: "/customers", ready: "tbody tr" },
    customer: { path: `/customers/${customer.id}`, ready: ".timeline-entry" },
    "customer-edit": {
      path: `/customers/${customer.id}`,
      ready: ".timeline-entry",
      press: ".customer-acts button:first-child",
      then: "[role=dialog] input",
    },
    segments: { path: "/segments", ready: ".segment-bar" },
    "segment-new": { path: "/segments", ready: ".segment-bar", press: ".segment-bar button", then: "[role=dialog] .condition-leaf" },
    "segment-rules": { path: "/segments?tab=rules", ready: ".segment-bar" },
    "segment-fields": { path: "/segments?tab=fields", ready: ".segment-bar" },
    pools: { path: "/pools", ready: ".page-acts button" },
    pool: { path: `/pools/${pool.id}`, ready: "tbody tr" },
    "pool-new": { path: "/pools", ready: ".page-acts button", press: ".page-acts button", then: "[role=dialog] input" },
    allocation: { path: "/allocation", ready: ".page-acts button" },
    "allocation-new": { path: "/allocation", ready: ".page-acts button", press: ".page-acts button", then: "[role=dialog] input" },
    "allocation-waiting": { path: "/allocation?tab=waiting", ready: "[role=tabpanel]" },
    "allocation-decisions": { path: "/allocation?tab=decisions", ready: "[role=tabpanel]" },
    "allocation-calendar": { path: "/allocation?tab=calendar", ready: "[role=tabpanel]" },
    returning: { path: "/pools?tab=returning", ready: "[role=tabpanel]" },
    leads: { path: "/leads", ready: ".lead-filters" },
    orders: { path: "/orders", ready: ".order-filters" },
    activity: { path: "/activity", ready: ".activity-tiles" },
    "day-reports": { path: "/day-reports", ready: ".day-report-missing" },
    scripts: { path: "/scripts", ready: ".script-filters" },
    "script-new": { path: "/scripts", ready: ".script-filters", press: ".page-acts button:last-child", then: "[role=dialog] input" },
    tags: { path: "/tags", ready: ".page-header" },
    handovers: { path: "/handovers", ready: ".page-header" },
    coverage: { path: "/coverage", ready: ".coverage-bar" },
    consents: { path: "/coverage?tab=consents", ready: ".coverage-filters" },
    handover_plan: { path: "/handovers?plan=new", ready: ".handover-step" },
    status: { path: "/status", ready: ".fact-grid" },
    rules: { path: "/rules", ready: "tbody tr" },
    versions: { path: "/rules/versions", ready: "tbody tr" },
    "studio-try": { path: `/rules/versions/${version}`, ready: ".cm-content", fill: ["#try-lines", "好的"], then: ".try-items li" },
    "studio-problems": { path: `/rules/versions/${version}?tab=problems`, ready: ".cm-content" },
    "studio-examples": { path: `/rules/versions/${version}?tab=examples`, ready: ".examples li" },
    "studio-backtest": { path: `/rules/versions/${version}?tab=backtest`, ready: ".backtest-form" },
    "studio-history": { path: `/rules/versions/${version}?tab=history`, ready: ".history-events li" },
    users: { path: "/users", ready: "tbody tr" },
    "users-new": { path: "/users", ready: "tbody tr", press: ".page-acts button", then: "[role=dialog] input" },
    audit: { path: "/audit", ready: "tbody tr" },
  };
}

for (const look of looks) {
  const name = `${look.language}-${look.theme}`;

  test(`no page breaks a rule of WCAG in ${name}`, async (t) => {
    const page = await adminPage(browser, look);
    if (page.url() === "about:blank") await page.goto(`${server}/alerts`);
    for (const [title, { path, ready, press, fill, then }] of Object.entries(await addresses(page))) {
      await t.test(title, async () => {
        await page.goto(server + path);
        await page.locator(ready).first().waitFor();
        if (fill) await page.locator(fill[0]).fill(fill[1]);
        if (press) await page.locator(press).last().click();
        if (then) await page.locator(then).first().waitFor();
        await page.waitForTimeout(500);
        await shoot(page, `${title}-${name}`);
        assert.deepEqual(await violations(page), []);
        if (look !== looks[0]) return;
        // In a low window everything scrolls that may, whatever the data of the day.
        await page.setViewportSize({ width: 1440, height: 420 });
        assert.deepEqual(await violations(page), [], "in a low window");
        await page.setViewportSize({ width: 1440, height: 900 });
      });
    }
    await page.context().close();
  });

  test(`the sign-in page breaks no rule of WCAG in ${name}`, async () => {
    const page = await newPage(browser, look);
    await page.goto(`${server}/sign-in`);
    await page.locator("form").waitFor();
    await shoot(page, `sign-in-${name}`);
    assert.deepEqual(await violations(page), []);
    await page.context().close();
  });
}
