import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { FilterBar } from "@/components/filters/FilterBar";
import { FilterDays } from "@/components/filters/FilterDays";
import { SearchBox } from "@/components/filters/SearchBox";
import { useTexts } from "@/lib/i18n";
import type { AuditSearch } from "./filters";

/** Whom, what and when the trail is narrowed to. */
export function AuditFilters({
  search,
  onChange,
}: {
  search: AuditSearch;
  onChange: (part: AuditSearch) => void;
}) {
  const { t } = useTranslation();
  const options = useTexts("audit.actions").map(([value, label]) => ({ value, label }));
  return (
    <FilterBar className="audit-filters">
      <SearchBox
        label={t("audit.user")}
        most={200}
        value={search.user}
        onChange={(user) => onChange({ user })}
      />
      <Select
        mode="multiple"
        className="audit-actions"
        aria-label={t("audit.action")}
        placeholder={t("audit.any_action")}
        allowClear
        maxTagCount="responsive"
        showSearch={{ optionFilterProp: "label" }}
        popupMatchSelectWidth={false}
        options={options}
        value={search.action?.split(",") ?? []}
        onChange={(actions: string[]) => onChange({ action: actions.join(",") || undefined })}
      />
      <SearchBox
        label={t("audit.target_find")}
        most={400}
        value={search.target}
        onChange={(target) => onChange({ target })}
      />
      <FilterDays
        labels={{ from: t("audit.from"), until: t("audit.until") }}
        from={search.from}
        until={search.until}
        onChange={onChange}
      />
    </FilterBar>
  );
}
