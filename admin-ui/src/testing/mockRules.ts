import type { Rule } from "@/lib/api/types";
import { cases } from "./cases";
import { type Handler, json, type Routes } from "./mockAnswers";

/** The rules in force, one for each kind of case. */
export const ruleWorld = (): Rule[] =>
  cases.map((found, i) => ({
    id: `0f6c6a0e-1111-4222-8333-${String(i).padStart(12, "0")}`,
    version: "3",
    title: found.title,
    description: { zh: `识别“${found.parts[1]}”一类的说法`, en: "Finds wordings of this kind" },
    category: found.category,
    severity: found.severity,
    status: i % 4 === 3 ? "experimental" : "stable",
    actions: ["alert"],
    file: "rules/payment.yaml",
    line: 1,
    hits_week: (i * 37) % 90,
    decided: i * 5,
    false_positives: i,
    false_positive_rate: i === 0 ? null : 0.2,
  }));

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
