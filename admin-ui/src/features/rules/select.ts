import type { Rule } from "@/lib/api/types";

export const sorts = ["title", "severity", "hits", "wrong"] as const;
export type Sort = (typeof sorts)[number];

/** What the address of the rules page says. */
export interface RuleSearch {
  category?: string;
  status?: string;
  q?: string;
  sort?: string;
}

const ranks = ["critical", "high", "medium", "low", "informational"];

/** The rules that a reader asked for, in his order: most hits, or most often wrong, first. */
export function select(
  rules: readonly Rule[],
  search: RuleSearch,
  title: (text: Rule["title"]) => string,
): Rule[] {
  const words = search.q?.toLowerCase() ?? "";
  const found = rules.filter(
    (rule) =>
      (!search.category || rule.category === search.category) &&
      (!search.status || rule.status === search.status) &&
      `${title(rule.title)} ${title(rule.description)} ${rule.id}`.toLowerCase().includes(words),
  );
  const orders: Record<Sort, (a: Rule, b: Rule) => number> = {
    title: (a, b) => title(a.title).localeCompare(title(b.title), "zh-u-co-pinyin"),
    severity: (a, b) => ranks.indexOf(a.severity) - ranks.indexOf(b.severity),
    hits: (a, b) => b.hits_week - a.hits_week,
    wrong: (a, b) => (b.false_positive_rate ?? -1) - (a.false_positive_rate ?? -1),
  };
  const order = sorts.find((sort) => sort === search.sort);
  return order ? found.sort(orders[order]) : found;
}
