import { EditorView } from "@codemirror/view";
import { describe, expect, it } from "vitest";
import { finishBacktest } from "@/testing/mockStudio";
import { open, screen, waitFor, within } from "@/testing/render";
import { makeWorld, type World } from "@/testing/world";

/** A company with two administrators, so that one can publish what the other wrote. */
function company(): World {
  const world = makeWorld();
  const first = world.users[0]!;
  first.must_change_password = false;
  world.users.push({ ...first, id: "9", login: "second", display_name: "高翔" });
  return world;
}

const as = (world: World, login = "admin") => ({ world, login });

async function draft(world = company()) {
  const opened = await open("/rules/versions", as(world));
  await opened.user.click(await screen.findByRole("button", { name: "新建草稿" }));
  const field = await screen.findByRole("textbox", { name: /rules\/payment\.yaml/ });
  const view = () => EditorView.findFromDOM(document.querySelector<HTMLElement>(".cm-editor")!)!;
  const replace = (from: string, to: string) => {
    const at = view().state.doc.toString().indexOf(from);
    view().dispatch({ changes: { from: at, to: at + from.length, insert: to } });
  };
  return { ...opened, field, view, replace };
}

const textOf = (world: World, id: string) => world.packs.files.get(id)!.get("rules/payment.yaml")!;
const bench = (name: string | RegExp) => screen.findByRole("tab", { name });

describe("the studio", () => {
  it("shows faults where they stand, leads to them, and saves what is mended", async () => {
    const { world, user, replace } = await draft();
    replace("打我卡上]", "打我卡上");
    await user.click(await bench("问题 1"));
    const fault = await screen.findByRole("button", { name: /YAML 语法错误/ });
    await user.click(fault);
    replace("打我卡上", "打我卡上]");
    expect(await screen.findByText("没有问题")).toBeVisible();

    replace("转我微信,", "转我微信, 转我支付宝,");
    await user.click(screen.getByRole("button", { name: "保存" }));
    expect(await screen.findByText("已保存")).toBeVisible();
    expect(textOf(world, "2")).toContain("转我支付宝");
    expect(textOf(world, "1")).not.toContain("转我支付宝");
  });

  it("judges pasted lines, says why, and keeps one as an example", async () => {
    const { world, user, view } = await draft();
    await user.type(screen.getByRole("textbox", { name: /每行一条/ }), "货款转我微信吧\n合同在这里");
    const hit = (await screen.findByText("转我微信", { selector: ".try-words mark" })).closest("li")!;
    expect(within(hit).getByText("私下收款")).toBeVisible();
    expect(within(hit).getByText("变体写法")).toBeVisible();
    expect(within(hit).getByText("转我weixin")).toBeVisible();
    expect(await screen.findByText("未命中")).toBeVisible();

    await user.click(within(hit).getByRole("button", { name: "应命中" }));
    await waitFor(() =>
      expect(view().state.doc.toString()).toContain("{text: '货款转我微信吧', expect: hit}"),
    );
    await user.click(await bench("样例"));
    const section = screen.getByRole("region", { name: "私下收款" });
    await waitFor(() => expect(within(section).getAllByText("通过")).toHaveLength(3));
    expect(textOf(world, "2")).not.toContain("货款转我微信吧");
  });

  it("tells which example failed", async () => {
    const { user, replace } = await draft();
    replace("尾款转我微信", "尾款转公司");
    await user.click(await bench("样例"));
    expect(await screen.findByText("未通过")).toBeVisible();
  });

  it("is published by another person than its author, and rolled back", async () => {
    const { world, user } = await draft();
    await user.click(screen.getByRole("button", { name: "提交审核" }));
    await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "提交审核" }));
    expect(await screen.findByText(/等待另一位管理员审核/)).toBeVisible();
    expect(screen.queryByRole("button", { name: "发布" })).toBeNull();
    document.body.replaceChildren();

    const second = await open("/rules/versions/2?tab=diff", as(world, "second"));
    await second.user.click(await screen.findByRole("button", { name: "发布" }));
    await second.user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "发布" }));
    await waitFor(() => expect(world.packs.versions.map((one) => one.state)).toEqual(["active", "retired"]));
    document.body.replaceChildren();

    const later = await open("/rules/versions?state=retired", as(world, "second"));
    await later.user.click(await screen.findByRole("button", { name: "回滚到此版本" }));
    const dialog = await screen.findByRole("dialog");
    await later.user.type(within(dialog).getByRole("textbox"), "误报太多");
    await later.user.click(within(dialog).getByRole("button", { name: "回滚到此版本" }));
    await waitFor(() => expect(world.packs.versions.map((one) => one.state)).toEqual(["retired", "active"]));
    expect(world.packs.versions[1]?.history.at(-1)).toMatchObject({ action: "roll_back", note: "误报太多" });
  });

  it("says when somebody else saved the draft, and lets one keep one's own", async () => {
    const { world, user, replace } = await draft();
    replace("转我微信,", "转我微信, 转我支付宝,");
    world.packs.versions[0]!.revision += 1;
    await user.click(screen.getByRole("button", { name: "保存" }));
    await user.click(await screen.findByRole("button", { name: /保留我的修改/ }));
    await waitFor(() => expect(screen.queryByText("其他人已保存过此草稿")).toBeNull());
    await user.click(screen.getByRole("button", { name: "保存" }));
    await waitFor(() => expect(textOf(world, "2")).toContain("转我支付宝"));
  });

  it("adds a rule file that begins with what a rule needs", async () => {
    const { user } = await draft();
    await user.click(screen.getByRole("button", { name: "新建规则文件" }));
    const dialog = await screen.findByRole("dialog");
    await user.type(within(dialog).getByLabelText("文件名"), "payment");
    await user.click(within(dialog).getByRole("button", { name: "新建规则文件" }));
    expect(await within(dialog).findByText("已有同名文件")).toBeVisible();
    await user.type(within(dialog).getByLabelText("文件名"), "_two");
    await user.click(within(dialog).getByRole("button", { name: "新建规则文件" }));
    const field = await screen.findByRole("textbox", { name: /rules\/payment_two\.yaml/ });
    expect(field).toHaveTextContent("condition: words");
  });
});

describe("a back-test", () => {
  it("runs with progress, then shows what it won and lost", async () => {
    const { world, user, router } = await draft();
    await user.click(await bench("回测"));
    await user.click(screen.getByRole("button", { name: "开始回测" }));
    expect(await screen.findByRole("progressbar", { name: /进度/ })).toHaveAttribute("value", "40");
    expect(router.state.location.pathname).toBe("/rules/backtests/3");
    finishBacktest(world.packs.backtests[0]!);
    expect(await screen.findByText("90%（30 条中 27 条属实）")).toBeVisible();
    expect(screen.getByText("有 1 条已确认的违规将不再告警")).toBeVisible();
    expect(await screen.findByRole("list", { name: "增加的告警" })).toBeVisible();
    await user.click(screen.getByRole("tab", { name: "减少 1" }));
    expect(await screen.findByText("没有减少的告警")).toBeVisible();
    expect(router.state.location.search).toMatchObject({ list: "lost" });
  });

  it("raises alerts only with a reason and only for a published version", async () => {
    const { world, user } = await draft();
    await user.click(await bench("回测"));
    await user.click(screen.getByRole("button", { name: "开始回测" }));
    await screen.findByRole("progressbar", { name: /进度/ });
    finishBacktest(world.packs.backtests[0]!);
    await user.click(await screen.findByRole("button", { name: "补生成告警" }));
    const dialog = await screen.findByRole("dialog");
    const send = within(dialog).getByRole("button", { name: "补生成 3 条告警" });
    await user.click(send);
    expect(await within(dialog).findByText("请填写原因")).toBeVisible();
    await user.type(within(dialog).getByRole("textbox"), "新规则");
    await user.click(send);
    expect(await within(dialog).findByText("只有发布过的版本才能补生成告警")).toBeVisible();
    world.packs.versions[0]!.published_at = new Date().toISOString();
    await user.click(send);
    await waitFor(() => expect(world.packs.backtests[0]?.look_back?.note).toBe("新规则"));
  });
});
