import type { Lead } from "@/lib/api/types";
import { lead } from "./builders/leads";
import { json, type Routes } from "./mockAnswers";
import { tableRoutes } from "./mockTables";

export const leadWorld = (): Lead[] => [
  lead({
    id: "901",
    key: "crm-901",
    name: "李先生",
    state: "duplicate",
    matches: [{ kind: "lead", id: "900", name: "李测试", by: "phone", value: "8613900001111" }],
  }),
  lead(),
];

export const leadRoutes: Routes = [
  [
    "GET",
    /^\/leads$/,
    ({ world, query }) => {
      const who = query.get("who") ?? "";
      const state = query.get("state");
      const items = world.leads.filter(
        (one) =>
          (!state || one.state === state) &&
          (one.name.includes(who) || one.phones.some((phone) => phone.endsWith(who))),
      );
      return json({ items, next_cursor: null });
    },
  ],
  [
    "GET",
    /^\/leads\/counts$/,
    ({ world }) => {
      const of = (state: string) => world.leads.filter((one) => one.state === state).length;
      return json({ arrived: of("arrived"), new: of("new"), duplicate: of("duplicate") });
    },
  ],
  ...tableRoutes({
    kind: "leads",
    source: "records:lead",
    proposed: { 姓名: "name", 手机: "phone", 微信: "wechat", 备注: "note" },
    needs: { member: "phone", form: /\d/, code: "lead.no_identity" },
    take: (world, cellOf) =>
      world.leads.unshift(lead({ id: String(world.nextId++), name: cellOf("name"), intake: "records:lead" })),
  }),
];
