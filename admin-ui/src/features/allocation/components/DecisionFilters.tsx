import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { FilterBar } from "@/components/filters/FilterBar";
import { FilterDays } from "@/components/filters/FilterDays";
import { FilterSelect } from "@/components/filters/FilterSelect";
import { PersonPicker } from "@/components/pickers/PersonPicker";
import { rulesQuery } from "../api/allocation";
import type { AllocationSearch } from "../filters";

const outcomes = ["given", "moved_on", "to_pool", "kept", "refused"] as const;

/** Which decisions are shown. */
export function DecisionFilters({
  search,
  onChange,
}: {
  search: AllocationSearch;
  onChange: (part: AllocationSearch) => void;
}) {
  const { t } = useTranslation();
  const rules = useQuery(rulesQuery).data?.items ?? [];
  const gone = search.rule && !rules.some((one) => one.id === search.rule) ? [search.rule] : [];
  return (
    <FilterBar label={t("allocation.filters")}>
      <PersonPicker
        kind="employee"
        label={t("allocation.taker")}
        value={search.taker}
        onChange={(taker) => onChange({ taker })}
      />
      <FilterSelect
        label={t("allocation.rule")}
        any={t("allocation.all_rules")}
        value={search.rule}
        options={[
          ...rules.map((one) => ({ value: one.id, label: one.name })),
          ...gone.map((id) => ({ value: id, label: id })),
        ]}
        onChange={(rule) => onChange({ rule })}
      />
      <FilterSelect
        label={t("allocation.what")}
        any={t("allocation.all_outcomes")}
        value={search.outcome}
        options={outcomes.map((value) => ({ value, label: t(`allocation.outcome.${value}`) }))}
        onChange={(outcome) => onChange({ outcome })}
      />
      <FilterDays
        labels={{ from: t("allocation.from_day"), until: t("allocation.until_day") }}
        from={search.from}
        until={search.until}
        onChange={onChange}
      />
    </FilterBar>
  );
}
