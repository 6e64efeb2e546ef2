import type { AlertDetail, Message, Person } from "@/lib/api/types";
import { alertDetail } from "./builders/alerts";
import { conversationId, message } from "./builders/messages";
import { type Case, cases } from "./cases";
import { curiosities } from "./curiosities";
import type { World } from "./world";

const small = [
  "好的，我看一下合同",
  "价格还能再谈吗？",
  "下周二下午方便，您来公司还是我过去？",
  "发票抬头麻烦发我一下",
  "收到，谢谢",
  "这批货什么时候能到上海仓？",
  "预计后天到，到了我第一时间通知您。",
  "嗯嗯",
  "请问有现货吗",
  "有的，今天下单明天发货。",
];

function talk(n: number, base: number, world: World, found: Case, staff: Person, other: Person): void {
  const conversation = conversationId(n + 1);
  const at = (minute: number) => new Date(base + minute * 60_000).toISOString();
  const say = (minute: number, change: Partial<Message>): Message => {
    const id = String(world.nextId++);
    return message({
      id,
      seq: id,
      key: `m-${id}`,
      conversation_id: conversation,
      from: staff,
      role: "rep",
      sent_at: at(minute),
      ...change,
    });
  };
  const items: Message[] = [];
  for (let i = 0; i < 24; i++) {
    const fromCustomer = i % 3 === 0;
    items.push(
      say(i * (i % 7 === 6 ? 2 : 1) - 1500, {
        from: fromCustomer ? other : staff,
        role: fromCustomer ? "customer" : "rep",
        segments: [{ t: small[(n + i) % small.length]! }],
      }),
    );
  }
  if (n === 0)
    for (const [i, odd] of curiosities(conversation, staff, other, at).entries())
      items.push(say(-60 + i * 4, odd));
  const ruleId = `0f6c6a0e-1111-4222-8333-${String(cases.indexOf(found)).padStart(12, "0")}`;
  const segments = [{ t: found.parts[0] }, { t: found.parts[1], m: [ruleId] }, { t: found.parts[2] }].filter(
    (s) => s.t,
  );
  const hit = say(0, { segments });
  items.push(hit);
  items.push(say(2, { from: other, role: "customer", segments: [{ t: "啊？这样合适吗" }] }));
  items.push(say(3, { segments: [{ t: "放心，老客户都这样" }] }));
  items.sort((a, b) => a.sent_at.localeCompare(b.sent_at));
  const alertId = String(world.nextId++);
  hit.alert_ids = [alertId];
  world.conversations.set(conversation, items);
  const index = items.indexOf(hit);
  world.alerts.push(
    alertDetail({
      id: alertId,
      category: found.category,
      severity: found.severity,
      rules: [{ rule_id: ruleId, title: found.title }],
      snippet: segments,
      message: {
        id: hit.id,
        conversation_id: conversation,
        type: hit.type,
        sent_at: hit.sent_at,
        role: "rep",
      },
      employee: staff,
      counterpart: other,
      conversation_title: `${staff.name} · ${other.name}`,
      conversation: {
        id: conversation,
        title: `${staff.name} · ${other.name}`,
        kind: "single",
        people: [staff, other],
      },
      created_at: hit.sent_at,
      context: {
        items: items.slice(Math.max(0, index - 5), index + 6),
        more_before: index > 5,
        more_after: index + 6 < items.length,
      },
      findings: [
        {
          rule_id: ruleId,
          rule_version: "3",
          title: found.title,
          category: found.category,
          severity: found.severity,
          matched: [found.parts[1]],
          folded: found.folded ?? null,
        },
      ],
    }),
  );
}

/** One more conversation, with an alert that arose at `base`. */
export function addConversation(world: World, n: number, base: number): AlertDetail {
  const employees = world.people.employees;
  const staff = employees[n % employees.length]!;
  const other = world.people.customers[(n * 5) % world.people.customers.length]!;
  talk(n, base, world, cases[(n * 7) % cases.length]!, staff, other);
  return world.alerts.at(-1)!;
}
