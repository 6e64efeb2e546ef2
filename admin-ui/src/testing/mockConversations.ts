import { type Handler, json, problem, type Routes } from "./mockAnswers";

const readConversation: Handler = ({ world, query, args }) => {
  const all = world.conversations.get(args[0]!);
  if (!all) return problem(404, "conversation.not_found");
  const anchor = query.get("anchor");
  const index = anchor ? all.findIndex((m) => m.id === anchor) : all.length - 1;
  const start = Math.max(0, index - Number(query.get("before") ?? 20));
  const end = Math.min(all.length, index + 1 + Number(query.get("after") ?? 20));
  if (query.get("follow") === "true" && end - start <= 1)
    return json({ items: [], more_before: false, more_after: false });
  return json({ items: all.slice(start, end), more_before: start > 0, more_after: end < all.length });
};

const getConversation: Handler = ({ world, args }) => {
  const all = world.conversations.get(args[0]!);
  if (!all) return problem(404, "conversation.not_found");
  const people = [...new Map(all.map((m) => [m.from.id, m.from])).values()];
  return json({
    id: args[0],
    source: all[0]!.source,
    kind: "single",
    title: people.map((p) => p.name).join(" · "),
    people,
    messages: all.length,
    first_at: all[0]!.sent_at,
    last_at: all.at(-1)!.sent_at,
  });
};

export const conversationRoutes: Routes = [
  [
    "GET",
    /^\/conversations\/(\w+)\/similar$/,
    async (call) => {
      const other = [...call.world.conversations.keys()].find((id) => id !== call.args[0])!;
      const answer = await getConversation({ ...call, args: [other] });
      return json({ items: [{ conversation: await answer.json(), score: 0.75 }] });
    },
  ],
  ["GET", /^\/conversations\/(\w+)$/, getConversation],
  ["GET", /^\/conversations\/(\w+)\/messages$/, readConversation],
];
