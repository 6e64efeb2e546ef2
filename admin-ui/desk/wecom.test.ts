import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openChat, type Platform } from "./wecom";

const signed = {
  corp_id: "ww0000000000000001",
  agent_id: 1000002,
  source: "wecom:ww0000000000000001",
  nonce: "n1",
  timestamp: 1_772_400_000,
  corp_signature: "c".repeat(40),
  agent_signature: "a".repeat(40),
};

let asked: string[];
let known: boolean;
let platform: Platform & { sent: unknown[]; registered: Parameters<Platform["register"]>[0][] };

function inside(entry: string): void {
  vi.spyOn(navigator, "userAgent", "get").mockReturnValue("Mozilla/5.0 wxwork/4.1.30 MicroMessenger/7.0.1");
  platform = {
    sent: [],
    registered: [],
    register: (options) => void platform.registered.push(options),
    getContext: async () => ({ entry }),
    getCurExternalContact: async () => ({ userId: "wm-0001" }),
    sendChatMessage: async (message) =>
      void platform.sent.push(message.msgtype === "text" ? message.text.content : message),
  };
  window.ww = platform;
}

beforeEach(() => {
  asked = [];
  known = true;
  location.hash = "#/today";
  vi.stubGlobal("fetch", async (path: string) => {
    asked.push(path);
    if (path.includes("/signature")) return new Response(JSON.stringify(signed));
    return known
      ? new Response('{"id":"7"}')
      : new Response('{"code":"customer.not_found"}', { status: 404 });
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  delete window.ww;
});

describe("the desk in the side bar of a chat", () => {
  it("asks nothing of the platform in any other browser", async () => {
    expect(await openChat()).toBeNull();
    expect(asked).toEqual([]);
  });

  it("knows the customer of the chat, and sends to it", async () => {
    inside("single_chat_tools");
    const chat = await openChat();
    expect(chat?.customer).toBe("7");
    await chat?.send("您好");
    expect(platform.sent).toEqual(["您好"]);
    expect(asked[0]).toBe(`/api/v1/wecom/signature?url=${encodeURIComponent("http://localhost:3000/")}`);
    expect(asked[1]).toContain("id=wm-0001");
    const options = platform.registered[0]!;
    expect(options.getConfigSignature()).toEqual({
      timestamp: signed.timestamp,
      nonceStr: "n1",
      signature: signed.corp_signature,
    });
    expect(options.getAgentConfigSignature().signature).toBe(signed.agent_signature);
  });

  it("sends an image, a video and any other file by what the platform calls them", async () => {
    inside("single_chat_tools");
    const chat = await openChat();
    const until = "2026-03-04T00:00:00.000Z";
    for (const kind of ["image", "video", "file"] as const)
      await chat?.sendFile({ kind, media_id: "m1", until });
    expect(platform.sent).toEqual([
      { msgtype: "image", image: { mediaid: "m1" }, enterChat: true },
      { msgtype: "video", video: { mediaid: "m1" }, enterChat: true },
      { msgtype: "file", file: { mediaid: "m1" }, enterChat: true },
    ]);
  });

  it("sends to a group without a customer, and to a customer nobody knows here", async () => {
    inside("group_chat_tools");
    expect(await openChat()).toMatchObject({ customer: null });
    known = false;
    inside("single_chat_tools");
    expect(await openChat()).toMatchObject({ customer: null });
  });

  it("is the plain page when it was opened elsewhere, or the platform fails", async () => {
    inside("normal");
    expect(await openChat()).toBeNull();
    inside("single_chat_tools");
    platform.getContext = () => Promise.reject(new Error("no permission"));
    expect(await openChat()).toBeNull();
  });
});
