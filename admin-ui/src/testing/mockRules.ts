import { type Handler, json, type Routes } from "./mockAnswers";

const categories: Handler = ({ world }) => {
  const seen = new Map(world.rules.map((rule) => [rule.category, rule]));
  return json({
    pack: {
      digest: "9f86d081884c7d659a2feaa0c55ad015",
      name: "base",
      version: "1.0.0",
      rules: world.rules.length,
      loaded_at: new Date().toISOString(),
    },
    items: [...seen.values()].map((rule) => ({ category: rule.category, title: rule.title, rules: 1 })),
  });
};

export const ruleRoutes: Routes = [
  ["GET", /^\/rules\/categories$/, categories],
  ["GET", /^\/rules$/, ({ world }) => json({ items: world.rules })],
];
