import type { Message } from "@/lib/api/types";
import { person, source } from "./people";

export const conversationId = (n: number) => n.toString(16).padStart(32, "0");

export function message(change: Partial<Message> = {}): Message {
  return {
    id: "1000",
    conversation_id: conversationId(1),
    source,
    seq: "1000",
    key: "m-1000",
    sent_at: "2026-03-01T02:00:00.000Z",
    channel: "chat",
    action: "send",
    type: "text",
    conversation_kind: "single",
    role: "rep",
    from: person(),
    segments: [{ t: "您好，请问有什么可以帮您？" }],
    matches: [],
    quote: null,
    detail: {},
    media: [],
    recalled_at: null,
    alert_ids: [],
    ...change,
  };
}
