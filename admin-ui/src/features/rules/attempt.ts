import type { TrialLine } from "@/lib/api/types";

export const roles = ["rep", "customer", "colleague", "robot"] as const;
export const channels = ["chat", "sms", "call", "event"] as const;
export const maxLines = 200;

/** Lines pasted to be tried, and who is thought to say them. Never leaves the page but for the trial itself. */
export interface Attempt {
  text: string;
  role: (typeof roles)[number];
  channel: (typeof channels)[number];
}

export const emptyAttempt: Attempt = { text: "", role: "rep", channel: "chat" };

/** One message for each line that says something; the first 200. */
export function linesOf({ text, role, channel }: Attempt): TrialLine[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean)
    .slice(0, maxLines)
    .map((line) => ({ text: line, role, channel, type: "text", conversation_kind: "single" }));
}
