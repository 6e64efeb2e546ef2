import { describe, expect, it } from "vitest";
import { open, screen, waitFor, within } from "@/testing/render";

describe("the archive search", () => {
  it("finds two characters, marks them, and opens the conversation at the message", async () => {
    const { user, router } = await open("/messages");
    await user.type(await screen.findByRole("textbox", { name: "检索内容" }), "保本{Enter}");
    const grid = await screen.findByRole("grid", { name: "检索结果" });
    await waitFor(() => expect(grid.querySelector("mark")).toHaveTextContent("保本"));
    expect(router.state.location.search).toMatchObject({ q: "保本" });

    await user.click(within(grid).getAllByRole("row")[0]!);
    const feed = await screen.findByRole("feed");
    await waitFor(() => expect(within(feed).getAllByRole("article").length).toBeGreaterThan(5));
    expect(feed.querySelector(".message-anchor mark")).toHaveTextContent("保本");
  });

  it("underlines what is wrong with a query, and says what it is", async () => {
    const { user } = await open("/messages");
    await user.type(await screen.findByRole("textbox", { name: "检索内容" }), '保本 "收益{Enter}');
    const fault = await screen.findByRole("alert");
    expect(fault).toHaveTextContent("第 4 个字");
    expect(fault).toHaveTextContent("引号没有配对");
    expect(fault.querySelector("u")).toHaveTextContent('"收益');
  });

  it("turns a part of the query off and on again", async () => {
    const { user, router } = await open("/messages?q=保本+收益");
    const parts = await screen.findByRole("list", { name: "检索条件" });
    await user.click(within(parts).getByRole("button", { name: "收益" }));
    await waitFor(() => expect(router.state.location.search).toMatchObject({ q: "保本", off: "收益" }));
    const off = await within(parts).findByRole("button", { name: "收益", pressed: false });
    await user.click(off);
    await waitFor(() => expect(router.state.location.search).toMatchObject({ q: "保本 收益" }));
  });

  it("keeps only a value of the spread, or leaves it out", async () => {
    const { user, router } = await open("/messages");
    const facets = await screen.findByRole("navigation", { name: "结果分布" });
    await user.click(within(facets).getByRole("button", { name: "排除 文本" }));
    await waitFor(() => expect(router.state.location.search).toMatchObject({ q: "-type:text" }));
    await user.click(await within(facets).findByRole("button", { name: /^图片/ }));
    await waitFor(() => expect(router.state.location.search).toMatchObject({ type: "image" }));
  });

  it("narrows to the days of a bar", async () => {
    const { user, router } = await open("/messages?q=保本");
    const bars = await screen.findByRole("list", { name: "按时间分布" });
    await user.click(within(bars).getAllByRole("button")[0]!);
    await waitFor(() => expect(router.state.location.search).toHaveProperty("from"));
  });

  it("keeps a search under a name and opens it again", async () => {
    const { user, router } = await open("/messages?q=保本&type=text");
    await user.click(await screen.findByRole("button", { name: "已存检索" }));
    await user.type(await screen.findByRole("textbox", { name: "检索名称" }), "保本话术");
    await user.click(screen.getByRole("button", { name: "保存" }));
    await user.click(await screen.findByRole("button", { name: "保本话术" }));
    await waitFor(() => expect(router.state.location.search).toEqual({ q: "保本", type: "text" }));
    await user.click(screen.getByRole("button", { name: "删除 保本话术" }));
    await waitFor(() => expect(screen.getByText("还没有保存的检索")).toBeVisible());
  });

  it("lists conversations like the open one", async () => {
    const { world } = await open("/messages");
    const [id] = [...world.conversations.keys()];
    document.body.innerHTML = "";
    const { user } = await open(`/conversations/${id}`, { world });
    await user.click(await screen.findByRole("button", { name: "相似的会话" }));
    await waitFor(() => expect(screen.getByText(/相似度 75%/)).toBeVisible()); // the panel slides in
  });

  it("takes a second query while the first is still being answered", async () => {
    const { user, router } = await open("/messages");
    const answer = globalThis.fetch;
    globalThis.fetch = (input, init) =>
      new Request(input, init).url.includes("/messages")
        ? new Promise<Response>(() => {})
        : answer(input, init);
    const box = await screen.findByRole("textbox", { name: "检索内容" });
    await user.type(box, "保本{Enter}");
    await waitFor(() => expect(router.state.location.search).toMatchObject({ q: "保本" }));
    await user.clear(box);
    await user.type(box, "收益{Enter}");
    await waitFor(() => expect(router.state.location.search).toMatchObject({ q: "收益" }));
  });

  it("reads on in both directions", async () => {
    const { user, world } = await open("/messages");
    const [id, items] = [...world.conversations][1]!;
    const { router } = await (async () => {
      document.body.innerHTML = "";
      return open(`/conversations/${id}?m=${items.at(-3)!.id}`, { world });
    })();
    const feed = await screen.findByRole("feed");
    await waitFor(() => expect(within(feed).getAllByRole("article")).toHaveLength(23));
    await user.click(screen.getByRole("button", { name: "更早的消息" }));
    await waitFor(() => expect(within(feed).getAllByRole("article")).toHaveLength(items.length));
    expect(screen.getByText("会话开始")).toBeVisible();
    expect(router.state.location.pathname).toContain(id);
  });

  it("goes on with what is said while somebody watches", async () => {
    const { world } = await open("/messages");
    const [id, items] = [...world.conversations][1]!;
    document.body.innerHTML = "";
    await open(`/conversations/${id}`, { world });
    const feed = await screen.findByRole("feed");
    await waitFor(() => expect(within(feed).getAllByRole("article").length).toBeGreaterThan(1));
    const last = items.at(-1)!;
    items.push({ ...last, id: "999001", segments: [{ t: "刚刚发来的一句" }] });
    expect(await within(feed).findByText("刚刚发来的一句", {}, { timeout: 8000 })).toBeVisible();
    items.push({ ...last, id: "999002", segments: [{ t: "再来一句" }] });
    expect(await within(feed).findByText("再来一句", {}, { timeout: 8000 })).toBeVisible();
  }, 30_000);

  it("keeps recalled content readable and says that it was recalled", async () => {
    const { user } = await open("/messages");
    await user.click(await screen.findByRole("checkbox", { name: "仅已撤回" }));
    const grid = await screen.findByRole("grid", { name: "检索结果" });
    await waitFor(() => expect(within(grid).getAllByRole("row")).toHaveLength(1));
    await user.click(within(grid).getAllByRole("row")[0]!);
    expect(await screen.findByText(/已撤回，内容已留存/)).toBeVisible();
  });

  it("says so when nothing is found", async () => {
    await open("/messages?q=zzzz");
    expect(await screen.findByText("没有找到消息")).toBeVisible();
  });
});
