import { useTranslation } from "react-i18next";
import type { AllocationWhy } from "@/lib/api/types";

/** Why somebody got a customer, in words: rules that did not fit, and the takers as they stood. */
export function WhyText({ why }: { why: AllocationWhy }) {
  const { t } = useTranslation();
  const misfit = (name: string) => {
    const [kind, field] = name.split(":");
    return t(`allocation.misfit.${kind}`, { field: field ?? "", defaultValue: name });
  };
  const takers = why.takers ?? [];
  const others = Object.entries(why.others ?? {});
  return (
    <details>
      <summary>{why.method ? t(`allocation.method.${why.method}`) : t("allocation.why")}</summary>
      <ul>
        {(why.passed ?? []).map((rule) => (
          <li key={rule.id}>{t("allocation.passed", { rule: rule.name, misfit: misfit(rule.misfit) })}</li>
        ))}
        {takers.map((one) => (
          <li key={`${one.source}|${one.id}`}>
            {t("allocation.stood", {
              name: one.name,
              verdict: t(`allocation.verdict.${one.verdict}`),
              owned: one.owned,
              today: one.today,
              weight: one.weight,
            })}
          </li>
        ))}
        {others.map(([verdict, count]) => (
          <li key={verdict}>
            {t("allocation.others", { count, verdict: t(`allocation.verdict.${verdict}`) })}
          </li>
        ))}
        {(why.passed ?? []).length + takers.length + others.length === 0 && (
          <li>{t("allocation.no_rule_asked")}</li>
        )}
      </ul>
    </details>
  );
}
