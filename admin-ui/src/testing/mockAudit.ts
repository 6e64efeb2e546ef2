import { type Handler, json, page, type Routes } from "./mockAnswers";

const audit: Handler = ({ world, query }) => {
  const actions = query.get("action")?.split(",");
  const items = Array.from({ length: 30 }, (_, i) => ({
    id: String(900 - i),
    at: new Date(Date.parse("2026-03-01T02:00:00Z") - i * 47_000).toISOString(),
    user_login: i % 3 === 0 ? "officer" : "admin",
    action: ["alert.read", "message.search", "conversation.read", "alert.decide"][i % 4]!,
    target: i % 4 === 1 ? "" : String(1000 + i),
    detail: i % 4 === 1 ? { q: "转账", limit: 50 } : {},
    peer: "127.0.0.1",
    request_id: `req-${i}`,
  }));
  const fits = (one: (typeof items)[number]) =>
    (!query.get("user") || one.user_login === query.get("user")) &&
    (!actions || actions.includes(one.action)) &&
    (!query.get("target") || one.target === query.get("target"));
  return json(page([...world.audit, ...items].filter(fits), query));
};

export const auditRoutes: Routes = [["GET", /^\/audit$/, audit]];
