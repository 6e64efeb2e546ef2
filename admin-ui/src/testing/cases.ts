import type { Severity } from "@/lib/api/types";

/** What somebody says that he should not: before it, the words that are found, after it. */
export interface Case {
  category: string;
  severity: Severity;
  title: { zh: string; en: string };
  parts: [string, string, string];
  folded?: string;
}

/** One of each kind that the rules know. */
export const cases: Case[] = [
  {
    category: "private_payment",
    severity: "critical",
    title: { zh: "要求转账到个人账户", en: "Asks for a transfer to a private account" },
    parts: ["货款您直接", "微信转我个人", "就行，公司走账太慢"],
  },
  {
    category: "divert_contact",
    severity: "high",
    title: { zh: "引导添加私人微信", en: "Leads the customer to a private account" },
    parts: ["这个号不常看，", "加我V❤️：zw8866", "，我给您留了名额"],
    folded: "加我vx zw8866",
  },
  {
    category: "private_deal",
    severity: "high",
    title: { zh: "绕开公司成交", en: "Deals past the company" },
    parts: ["不走公司合同的话，", "我私下给您做", "，能便宜两个点"],
  },
  {
    category: "guaranteed_return",
    severity: "high",
    title: { zh: "承诺保本收益", en: "Promises a guaranteed return" },
    parts: ["这款产品", "保本保息，稳赚不赔", "，年化百分之六"],
  },
  {
    category: "kickback",
    severity: "high",
    title: { zh: "索要或承诺回扣", en: "Kickback" },
    parts: ["这单成了", "给您返三个点", "，单独打给您"],
  },
  {
    category: "abuse",
    severity: "medium",
    title: { zh: "辱骂客户", en: "Abuses a customer" },
    parts: ["爱买不买，", "你是不是听不懂人话", ""],
  },
  {
    category: "data_leak",
    severity: "critical",
    title: { zh: "外发客户名单", en: "Sends out customer lists" },
    parts: ["我把上个季度的", "客户名单导出来发你", "，别说是我给的"],
  },
  {
    category: "sensitive_info",
    severity: "medium",
    title: { zh: "发送身份证号", en: "Sends an identity number" },
    parts: ["身份证号码是", "310101********1234", "，帮我登记下"],
  },
  {
    category: "evade_monitoring",
    severity: "low",
    title: { zh: "提示换渠道沟通", en: "Suggests another channel" },
    parts: ["这里有存档，", "咱们换个软件聊", ""],
  },
  {
    category: "delete_contact_intent",
    severity: "medium",
    title: { zh: "要求删除聊天记录", en: "Asks to delete the chat" },
    parts: ["看完", "把聊天记录删了", "，别留着"],
  },
];
