import { act, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { person } from "@/testing/builders/people";
import type { CustomerTags, TagCatalogue } from "./api";
import { TagEditor } from "./TagEditor";
import { Refused, sent, show } from "./testing";

const { source } = person();
const hot = { id: "t1", name: "重点" };
const trade = { id: "t2", name: "外贸" };
const path = "/customers/7/tags";

type Contact = CustomerTags["contacts"][number];
type Wish = CustomerTags["wishes"][number];

const contact = (change: Partial<Contact> = {}): Contact => ({
  employee: person(),
  stands: true,
  serves: true,
  tags: [hot],
  ...change,
});

const wish = (change: Partial<Wish> = {}): Wish => ({
  id: "1",
  customer: "7",
  employee: person(),
  tag: { source, ...trade },
  add: true,
  state: "waiting",
  code: "",
  attempts: 0,
  created_at: "2026-03-01T02:00:00.000Z",
  changed_at: "2026-03-01T02:00:00.000Z",
  cause: "person",
  user_name: "张伟",
  ...change,
});

const tags = (contacts: Contact[], wishes: Wish[] = []): CustomerTags => ({ contacts, wishes });

const group = (from: string, name: string, names: { id: string; name: string }[]) => ({
  source: from,
  id: name,
  name,
  order: 0,
  tags: names.map((tag, order) => ({ ...tag, order, contacts: 0 })),
});

const catalogue: TagCatalogue = {
  groups: [
    group(source, "意向", [hot, trade]),
    group("wecom:another", "别家", [{ id: "t9", name: "别家的标签" }]),
  ],
  companies: [],
};

const editor = (answer: unknown, more = {}) =>
  show(<TagEditor customer="7" />, { [`GET ${path}`]: answer, "GET /tags": catalogue, ...more });

const box = (name: string) => screen.findByRole("checkbox", { name });

afterEach(() => vi.useRealTimers());

describe("the tags of a customer", () => {
  it("are those at contacts that stand, each once", async () => {
    const gone = contact({ stands: false, tags: [trade] });
    editor(tags([contact(), contact({ employee: person({ id: "li.min" }) }), gone]));
    expect(await screen.findAllByText("重点")).toHaveLength(1);
    expect(screen.queryByText("外贸")).toBeNull();
  });

  it("are put on and taken off in one order, from the tags of that company", async () => {
    const { user, asked } = editor(tags([contact()]), { [`POST ${path}`]: {} });
    await user.click(await screen.findByRole("button", { name: "编辑标签" }));
    expect(await box("重点")).toBeChecked();
    expect(screen.queryByRole("checkbox", { name: "别家的标签" })).toBeNull();
    expect(screen.getByRole("button", { name: "保存" })).toBeDisabled();
    await user.click(await box("外贸"));
    await user.click(await box("重点"));
    await user.click(screen.getByRole("button", { name: "保存" }));
    expect(await screen.findByRole("button", { name: "编辑标签" })).toBeVisible();
    expect(sent(asked, "POST")[0]?.body).toEqual({ source, add: ["t2"], remove: ["t1"] });
    expect(asked.filter((one) => one.method === "GET" && one.path === path)).toHaveLength(2);
  });

  it("stay as they are when the choice is left", async () => {
    const { user, asked } = editor(tags([contact()]));
    await user.click(await screen.findByRole("button", { name: "编辑标签" }));
    await user.click(await box("外贸"));
    await user.click(screen.getByRole("button", { name: "取消" }));
    await user.click(screen.getByRole("button", { name: "编辑标签" }));
    expect(await box("外贸")).not.toBeChecked();
    expect(sent(asked, "POST")).toEqual([]);
  });

  it("are chosen as they will be once all that waits is written", async () => {
    const off = wish({ id: "2", add: false, tag: { source, ...hot } });
    const { user } = editor(tags([contact()], [wish(), off]));
    expect(await screen.findByText("“外贸”正在写入企业微信")).toBeVisible();
    expect(screen.getByText("正在企业微信去掉“重点”")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "编辑标签" }));
    expect(await box("外贸")).toBeChecked();
    expect(await box("重点")).not.toBeChecked();
  });

  it("are looked at again until what waits is written", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const watched = (times: number) => vi.waitFor(() => expect(vi.getTimerCount()).toBe(times), 15_000);
    let written = false;
    const { asked } = editor(() =>
      tags([contact({ tags: written ? [trade] : [] })], written ? [] : [wish()]),
    );
    expect(await screen.findByText("“外贸”正在写入企业微信")).toBeVisible();
    expect(screen.getByText("还没有标签")).toBeVisible();
    await watched(1);
    written = true;
    act(() => void vi.advanceTimersByTime(3_000));
    expect(await screen.findByRole("listitem")).toHaveTextContent("外贸");
    expect(screen.queryByText("“外贸”正在写入企业微信")).toBeNull();
    await watched(0);
    expect(asked).toHaveLength(2);
  });

  it("say why one was not written, and what keeps one waiting", async () => {
    const refused = wish({ id: "2", state: "refused", code: "tag.too_many", tag: { source, ...hot } });
    editor(tags([contact({ tags: [] })], [wish({ code: "wecom.api_unreachable" }), refused]));
    expect(await screen.findByText("“外贸”正在写入企业微信 · 无法连接企业微信")).toBeVisible();
    expect(screen.getByText("“重点”未写入：标签数量已达上限")).toBeVisible();
  });

  it("keep the choice when the order is refused", async () => {
    const { user } = editor(tags([contact()]), { [`POST ${path}`]: new Refused(409, "tag.no_relation") });
    await user.click(await screen.findByRole("button", { name: "编辑标签" }));
    await user.click(await box("外贸"));
    await user.click(screen.getByRole("button", { name: "保存" }));
    expect(await screen.findByText("您没有在企业微信添加这位客户")).toBeVisible();
    expect(await box("外贸")).toBeChecked();
    expect(screen.getByRole("button", { name: "保存" })).toBeEnabled();
  });

  it("have nowhere to stand without a contact", async () => {
    editor(tags([contact({ stands: false })]));
    expect(await screen.findByText("您没有在企业微信添加这位客户，无处打标签")).toBeVisible();
    expect(screen.queryByRole("button", { name: "编辑标签" })).toBeNull();
  });

  it("cannot be chosen while the company has none", async () => {
    const { user } = editor(tags([contact({ tags: [] })]), { "GET /tags": { groups: [], companies: [] } });
    await user.click(await screen.findByRole("button", { name: "编辑标签" }));
    expect(await screen.findByText("企业还没有标签")).toBeVisible();
  });
});
