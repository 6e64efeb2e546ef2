import { ask, type PlatformFile, Refusal } from "./api";

interface Signed {
  corp_id: string;
  agent_id: number;
  source: string;
  nonce: string;
  timestamp: number;
  corp_signature: string;
  agent_signature: string;
}

type Message =
  | { msgtype: "text"; text: { content: string } }
  | { msgtype: "image"; image: { mediaid: string } }
  | { msgtype: "video"; video: { mediaid: string } }
  | { msgtype: "file"; file: { mediaid: string } };

/** What the desk needs of the platform's script. */
export interface Platform {
  register(options: {
    corpId: string;
    agentId: number;
    jsApiList: string[];
    getConfigSignature: () => { timestamp: number; nonceStr: string; signature: string };
    getAgentConfigSignature: () => { timestamp: number; nonceStr: string; signature: string };
  }): void;
  getContext(): Promise<{ entry: string }>;
  getCurExternalContact(): Promise<{ userId: string }>;
  sendChatMessage(message: Message & { enterChat: boolean }): Promise<unknown>;
}

declare global {
  interface Window {
    /** Stands in for the platform's script, where a page brings one. */
    ww?: Platform;
  }
}

/** The desk as it was opened from a chat. */
export interface Chat {
  /** The customer of the chat in view; null when he is not known here, or the chat is a group. */
  customer: string | null;
  send: (text: string) => Promise<void>;
  sendFile: (file: PlatformFile) => Promise<void>;
}

/** A file that stands with the platform, as a message. */
export function messageOf({ kind, media_id: mediaid }: PlatformFile): Message {
  switch (kind) {
    case "image":
      return { msgtype: "image", image: { mediaid } };
    case "video":
      return { msgtype: "video", video: { mediaid } };
    default:
      return { msgtype: "file", file: { mediaid } };
  }
}

/** Whether the page runs inside the platform's own browser. */
export const insideWecom = (): boolean => /wxwork/i.test(navigator.userAgent);

const toolbars = ["single_chat_tools", "group_chat_tools"];

/** The chat whose tool bar opened the desk; null anywhere else, and where the platform does not let us in. */
export async function openChat(): Promise<Chat | null> {
  if (!insideWecom()) return null;
  try {
    const page = location.href.split("#")[0] ?? "";
    const [signed, ww] = await Promise.all([
      ask<Signed>("GET", `/wecom/signature?url=${encodeURIComponent(page)}`),
      window.ww ?? (import("@wecom/jssdk") as unknown as Promise<Platform>),
    ]);
    const by = (signature: string) => () => ({
      timestamp: signed.timestamp,
      nonceStr: signed.nonce,
      signature,
    });
    ww.register({
      corpId: signed.corp_id,
      agentId: signed.agent_id,
      jsApiList: ["getContext", "getCurExternalContact", "sendChatMessage"],
      getConfigSignature: by(signed.corp_signature),
      getAgentConfigSignature: by(signed.agent_signature),
    });
    const { entry } = await ww.getContext();
    if (!toolbars.includes(entry)) return null;
    return {
      customer: entry === "single_chat_tools" ? await customerOf(ww, signed.source) : null,
      send: async (text) => {
        await ww.sendChatMessage({ msgtype: "text", enterChat: true, text: { content: text } });
      },
      sendFile: async (file) => {
        await ww.sendChatMessage({ ...messageOf(file), enterChat: true });
      },
    };
  } catch {
    return null;
  }
}

async function customerOf(ww: Platform, source: string): Promise<string | null> {
  const { userId } = await ww.getCurExternalContact();
  try {
    const found = await ask<{ id: string }>(
      "GET",
      `/customers/lookup?source=${encodeURIComponent(source)}&id=${encodeURIComponent(userId)}`,
    );
    return found.id;
  } catch (problem) {
    if (problem instanceof Refusal && problem.status === 404) return null;
    throw problem;
  }
}
