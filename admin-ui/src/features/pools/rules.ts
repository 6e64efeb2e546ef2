import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { departmentsQuery } from "@/components/pickers/directory";
import type { PublicPool } from "@/lib/api/types";
import { joinRef } from "@/lib/searchParams";

/** The rules of a pool in words: who may claim and how much, and when customers come back. */
export function useRulesText(): (pool: PublicPool) => { claims: string[]; returns: string[] } {
  const { t } = useTranslation();
  const { data } = useQuery(departmentsQuery);
  const names = new Map(data?.items.map((one) => [joinRef(one.source, one.id), one.name]));
  const listed = (words: readonly string[]) => words.join(t("pools.separator"));
  return (pool) => {
    const { idle_days = 0, no_deal_days = 0, warn_days = 0, grades = [], deal_stages = [] } = pool.returns;
    const departments = pool.departments.map((one) => names.get(joinRef(one.source, one.id)) ?? one.id);
    const claims: (string | false)[] = [
      departments.length > 0 && t("pools.rule.departments", { names: listed(departments) }),
      pool.claims_per_day > 0 && t("pools.rule.per_day", { count: pool.claims_per_day }),
      pool.held_limit > 0 && t("pools.rule.held", { count: pool.held_limit }),
      pool.cool_off_days > 0 && t("pools.rule.cool_off", { count: pool.cool_off_days }),
    ];
    const comes = idle_days > 0 || no_deal_days > 0;
    const returns: (string | false)[] = [
      idle_days > 0 && t("pools.rule.idle", { count: idle_days }),
      no_deal_days > 0 && t("pools.rule.no_deal", { count: no_deal_days, stages: listed(deal_stages) }),
      comes && grades.length > 0 && t("pools.rule.grades", { grades: listed(grades) }),
      comes && warn_days > 0 && t("pools.rule.warn", { count: warn_days }),
    ];
    const given = (texts: (string | false)[]) => texts.filter((text) => text !== false);
    return {
      claims: given(claims).length > 0 ? given(claims) : [t("pools.rule.free")],
      returns: comes ? given(returns) : [t("pools.rule.never")],
    };
  };
}
