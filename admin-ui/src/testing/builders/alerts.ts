import type { AlertDetail, AlertSummary } from "@/lib/api/types";
import { conversationId, message } from "./messages";
import { customer, person } from "./people";

export function alert(change: Partial<AlertSummary> = {}): AlertSummary {
  return {
    id: "500",
    version: 1,
    state: "new",
    category: "private_payment",
    severity: "high",
    rules: [
      {
        rule_id: "0f6c6a0e-1111-4222-8333-000000000001",
        title: { zh: "要求转账到个人账户", en: "Asks for a transfer to a private account" },
      },
    ],
    snippet: [
      { t: "货款您直接" },
      { t: "微信转我", m: ["0f6c6a0e-1111-4222-8333-000000000001"] },
      { t: "就行" },
    ],
    message: {
      id: "1000",
      conversation_id: conversationId(1),
      type: "text",
      sent_at: "2026-03-01T02:00:00.000Z",
      role: "rep",
    },
    employee: person(),
    counterpart: customer(),
    conversation_title: "张伟 · 陈女士",
    created_at: "2026-03-01T02:00:01.000Z",
    decided_by: null,
    decided_at: null,
    note: "",
    ...change,
  };
}

export function alertDetail(change: Partial<AlertDetail> = {}): AlertDetail {
  const summary = alert(change);
  return {
    ...summary,
    findings: summary.rules.map((rule) => ({
      rule_id: rule.rule_id,
      rule_version: "1",
      title: rule.title,
      category: summary.category,
      severity: summary.severity,
      matched: summary.snippet.filter((segment) => segment.m).map((segment) => segment.t),
      folded: null,
    })),
    conversation: {
      id: summary.message.conversation_id,
      title: summary.conversation_title,
      kind: "single",
      people: [person(), customer()],
    },
    context: {
      items: [message({ id: summary.message.id, segments: summary.snippet })],
      more_before: false,
      more_after: false,
    },
    history: [],
    ...change,
  };
}
