import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Field } from "@/components/ui/Field";
import type { TagCatalogue } from "@/lib/api/types";

/** Which company's tags: no choice where there is only one whose platform can be asked. */
export function useCompany(catalogue: TagCatalogue | undefined) {
  const [chosen, setChosen] = useState<string>();
  const sources = catalogue?.companies.filter((one) => one.writable).map((one) => one.source) ?? [];
  const source = chosen ?? sources[0];
  return {
    source,
    sources,
    setSource: setChosen,
    groups: catalogue?.groups.filter((group) => group.source === source) ?? [],
  };
}

/** The choice of it, where there is more than one. */
export function Company({ company }: { company: ReturnType<typeof useCompany> }) {
  const { t } = useTranslation();
  if (company.sources.length < 2) return null;
  return (
    <Field label={t("tags.company")}>
      {(id) => (
        <Select
          id={id}
          value={company.source}
          onChange={company.setSource}
          options={company.sources.map((value) => ({ value, label: value }))}
        />
      )}
    </Field>
  );
}
