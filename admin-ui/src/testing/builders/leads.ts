import type { Lead } from "@/lib/api/types";

export function lead(change: Partial<Lead> = {}): Lead {
  return {
    id: "900",
    intake: "lead:shop",
    key: "crm-900",
    at: "2026-03-02T08:00:00.000Z",
    state: "new",
    name: "李测试",
    phones: ["8613900001111"],
    unread_phones: [],
    customer_id: null,
    emails: [],
    wechat: "",
    unionid: "",
    company: "例子公司",
    source: "官网",
    channel: "",
    campaign: "",
    region: "上海",
    interest: "企业版",
    note: "",
    fields: {},
    matches: [],
    near: [],
    ...change,
  };
}
