import { useTranslation } from "react-i18next";
import type { AllocationRule, PublicPool } from "@/lib/api/types";
import { clock, conditionNames } from "./draft";

/** A rule in words: whom it is for, how it gives, when, and what happens without contact. */
export function useRuleText(pools: readonly PublicPool[]) {
  const { t } = useTranslation();
  const listed = (words: readonly string[]) => words.join(t("allocation.separator"));
  const conditions = (rule: AllocationRule): string[] => {
    const texts = conditionNames.flatMap((name) => {
      const words = rule.conditions[name] ?? [];
      return words.length > 0 ? [t(`allocation.if.${name}`, { words: listed(words) })] : [];
    });
    const fields = (rule.conditions.fields ?? []).map((field) =>
      t("allocation.if.field", { name: field.name, words: listed(field.values) }),
    );
    return texts.length + fields.length > 0 ? [...texts, ...fields] : [t("allocation.if.all")];
  };
  const hours = ({
    hours: { weekdays = [], from = 0, to = 1440 },
    outside_hours,
  }: AllocationRule): string => {
    if (weekdays.length === 0 && from === 0 && to === 1440) return t("allocation.always");
    const days =
      weekdays.length === 0
        ? t("allocation.every_day")
        : listed(weekdays.map((day) => t(`allocation.weekday.${day}`)));
    return t(`allocation.hours_${outside_hours}`, { days, from: clock(from), to: clock(to) });
  };
  const timeOut = (rule: AllocationRule): string[] => {
    if (rule.time_out_minutes === 0) return [];
    const pool = pools.find((one) => one.id === rule.fallback_pool)?.name;
    return [
      t("allocation.time_out", { count: rule.time_out_minutes, moves: rule.max_moves }),
      pool ? t("allocation.then_pool", { pool }) : t("allocation.then_stays"),
    ];
  };
  return (rule: AllocationRule) => ({
    conditions: conditions(rule),
    how: [t(`allocation.method.${rule.method}`), hours(rule), ...timeOut(rule)],
  });
}
