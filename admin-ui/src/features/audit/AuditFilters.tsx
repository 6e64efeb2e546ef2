import { Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { FilterBar } from "@/components/filters/FilterBar";
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
      <Input
        type="date"
        className="audit-day"
        aria-label={t("audit.from")}
        value={search.from ?? ""}
        onChange={(event) => onChange({ from: event.target.value || undefined })}
      />
      <span aria-hidden>–</span>
      <Input
        type="date"
        className="audit-day"
        aria-label={t("audit.until")}
        value={search.until ?? ""}
        onChange={(event) => onChange({ until: event.target.value || undefined })}
      />
    </FilterBar>
  );
}
