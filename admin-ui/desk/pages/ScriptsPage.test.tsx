import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { PlatformFile, Script } from "../api";
import { type Asked, Refused, rep, sent, show } from "../testing";
import type { Chat } from "../wecom";
import { ScriptsPage } from "./ScriptsPage";

const script = (change: Partial<Script> = {}): Script => ({
  id: "1",
  version: 1,
  folder_id: null,
  title: "价格表",
  text: "{{customer}}您好，我是{{rep}}",
  tags: [],
  position: 0,
  active: true,
  changed_at: "2026-03-01T00:00:00.000Z",
  changed_by: "管理员",
  file: null,
  copied: 0,
  sent: 0,
  used_at: null,
  kind: "script",
  valid_from: null,
  valid_until: null,
  rows: [],
  ...change,
});

const file = { name: "报价.pdf", type: "application/pdf", size: 9, url: "/api/v1/scripts/1/file" };
const platform: PlatformFile = { kind: "file", media_id: "m1", until: "2026-03-04T00:00:00.000Z" };

const answers = (one: Script) => ({
  "GET /scripts/folders": { items: [] },
  "GET /scripts": { items: [one], next_cursor: null },
  "GET /customers/7": { id: "7", name: "王女士", corp_name: "", fields: {} },
  "POST /scripts/1/uses": undefined,
});

let texts: string[];
let files: PlatformFile[];
let chat: Chat;
beforeEach(() => {
  texts = [];
  files = [];
  chat = {
    customer: "7",
    send: async (text) => void texts.push(text),
    sendFile: async (one) => void files.push(one),
  };
});

const uses = (asked: Asked[]) => sent(asked, "POST").filter((one) => one.path.endsWith("/uses"));

describe("scripts at the desk", () => {
  it("shows a price sheet as a table, and sends it as text, digit by digit", async () => {
    const rows = [
      { item: "精装样册", unit: "本", price: "1280.50", currency: "CNY", note: "含运费" },
      { item: "Shipping", unit: "", price: "1234567", currency: "USD", note: "" },
    ];
    const sheet = script({ kind: "price", rows, valid_until: "2026-03-31" });
    const { user, asked } = show(<ScriptsPage me={rep} chat={chat} customerId="7" />, answers(sheet));
    const table = await screen.findByRole("table", { name: "价格表" });
    expect(within(table).getByText("¥1,280.50")).toBeVisible();
    expect(screen.getByText(/有效期至 2026年3月31日/)).toBeVisible();
    await screen.findByText("发给 王女士");
    await user.click(screen.getByRole("button", { name: "发送 价格表" }));
    await waitFor(() => expect(uses(asked).map((one) => one.body)).toEqual([{ as: "sent" }]));
    expect(texts).toEqual([
      "王女士您好，我是张伟\n精装样册：¥1,280.50/本（含运费）\nShipping：USD 1,234,567",
    ]);
  });

  it("sends the file by the id that the platform knows it by, and counts it then", async () => {
    const { user, asked } = show(<ScriptsPage me={rep} chat={chat} customerId="7" />, {
      ...answers(script({ file })),
      "POST /scripts/1/platform-file": platform,
    });
    await user.click(await screen.findByRole("button", { name: "发送附件 报价.pdf" }));
    await screen.findByText("已发送");
    expect(files).toEqual([platform]);
    expect(uses(asked)).toHaveLength(1);
  });

  it("counts nothing that was not sent, and says why it was not", async () => {
    const { user, asked } = show(<ScriptsPage me={rep} chat={chat} customerId="7" />, {
      ...answers(script({ file })),
      "POST /scripts/1/platform-file": new Refused(413, "script.file_size"),
    });
    await user.click(await screen.findByRole("button", { name: "发送附件 报价.pdf" }));
    expect(await screen.findByText(/没有发送：文件超过企业微信的上限/)).toBeVisible();
    chat.send = () => Promise.reject(new Error("cancelled"));
    await user.click(screen.getByRole("button", { name: "发送 价格表" }));
    expect(await screen.findByText("没有发送")).toBeVisible();
    expect(uses(asked)).toHaveLength(0);
  });

  it("offers the file to be downloaded outside of a chat", async () => {
    show(<ScriptsPage me={rep} chat={null} customerId={null} />, answers(script({ file })));
    expect(await screen.findByRole("link", { name: "附件：报价.pdf" })).toHaveAttribute(
      "download",
      "报价.pdf",
    );
    expect(screen.queryByRole("button", { name: /发送/ })).toBeNull();
  });

  it("copies nothing while a variable is empty", async () => {
    const write = vi.fn(async () => undefined);
    const { user, asked } = show(
      <ScriptsPage me={rep} chat={null} customerId="7" />,
      answers(script({ text: "{{customer}}，{{城市}}" })),
    );
    Object.defineProperty(navigator, "clipboard", { configurable: true, value: { writeText: write } });
    await screen.findByText("发给 王女士");
    await user.click(await screen.findByRole("button", { name: "复制 价格表" }));
    expect(await screen.findByText("还有没填的变量")).toBeVisible();
    await user.type(screen.getByRole("textbox", { name: "城市" }), "苏州");
    await user.click(screen.getByRole("button", { name: "复制 价格表" }));
    expect(await screen.findByText("已复制")).toBeVisible();
    expect(write).toHaveBeenCalledWith("王女士，苏州");
    expect(uses(asked).map((one) => one.body)).toEqual([{ as: "copied" }]);
  });
});
