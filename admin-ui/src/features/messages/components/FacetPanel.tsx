import { StopOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { Facet, FacetValue, SearchFacets } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";
import { useBilingual } from "@/lib/i18n";
import { joinRef } from "@/lib/searchParams";
import type { ArchiveSearch } from "../filters";
import { quoted, withPart } from "../language";

interface Props {
  facets: SearchFacets;
  search: ArchiveSearch;
  onChange: (change: ArchiveSearch) => void;
}

const tokens: Record<Facet["name"], string> = {
  employee: "employee",
  customer: "customer",
  department: "dept",
  type: "type",
  channel: "channel",
  role: "role",
  category: "category",
  rule: "rule",
};

/** The filter that keeps only a value. */
export function keepOnly(name: Facet["name"], value: FacetValue): ArchiveSearch {
  return { [name]: value.source ? joinRef(value.source, value.value) : value.value };
}

/** The query that leaves a value out. */
export function leaveOut(query: string | undefined, name: Facet["name"], value: FacetValue): string {
  return withPart(query, `-${tokens[name]}:${quoted(value.value)}`);
}

/** How what was found is spread: each value keeps only itself, or is left out. */
export function FacetPanel({ facets, search, onChange }: Props) {
  const { t } = useTranslation();
  const textOf = useValueText();
  return (
    <nav className="facets" aria-label={t("search.facets")}>
      {!facets.exact && <p className="muted facets-note">{t("search.facets_estimated")}</p>}
      {facets.facets
        .filter((facet) => facet.values.length > 0)
        .map((facet) => (
          <section key={facet.name}>
            <h2>{t(`search.facet.${facet.name}`)}</h2>
            <ul>
              {facet.values.map((value) => {
                const text = textOf(facet.name, value);
                return (
                  <li key={`${value.source}/${value.value}`}>
                    <button
                      type="button"
                      className="facet-value"
                      title={t("search.only", { value: text })}
                      onClick={() => onChange(keepOnly(facet.name, value))}
                    >
                      <span className="facet-text">{text}</span>
                      <span className="num muted">
                        {facets.exact ? "" : "≈"}
                        {formatNumber(value.count)}
                      </span>
                    </button>
                    <button
                      type="button"
                      className="facet-out"
                      aria-label={t("search.leave_out", { value: text })}
                      onClick={() => onChange({ q: leaveOut(search.q, facet.name, value) })}
                    >
                      <StopOutlined aria-hidden />
                    </button>
                  </li>
                );
              })}
            </ul>
          </section>
        ))}
    </nav>
  );
}

function useValueText() {
  const { t } = useTranslation();
  const bilingual = useBilingual();
  return (name: Facet["name"], value: FacetValue): string => {
    if (value.label || value.title) return value.label || bilingual(value.title);
    const area = { type: "message.types", channel: "channel", role: "role" }[name as string];
    return area ? t(`${area}.${value.value}`, { defaultValue: value.value }) : value.value;
  };
}
