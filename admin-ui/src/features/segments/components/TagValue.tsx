import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { tagsQuery } from "@/components/tags/api";

/** The name of a tag that a rule gives; of one that was deleted, that it was. */
export function useTagName(): (source: string | null | undefined, id: string) => string {
  const { t } = useTranslation();
  const groups = useQuery(tagsQuery).data?.groups;
  return (source, id) => {
    const tags = groups?.filter((group) => group.source === source).flatMap((group) => group.tags);
    return tags?.find((tag) => tag.id === id)?.name ?? (groups ? t("segments.tag_gone") : id);
  };
}

/** One tag of one company. */
export function TagValue({
  id,
  describedBy,
  source,
  value,
  onChange,
}: {
  id: string;
  describedBy: string | undefined;
  source: string | null | undefined;
  value: string;
  onChange: (source: string, value: string) => void;
}) {
  const { t } = useTranslation();
  const { data } = useQuery(tagsQuery);
  const name = useTagName();
  const groups = data?.groups ?? [];
  const several = new Set(groups.map((group) => group.source)).size > 1;
  return (
    <Select
      id={id}
      aria-label={t("segments.tag")}
      aria-describedby={describedBy}
      showSearch={{ optionFilterProp: "label" }}
      placeholder={t("segments.choose_tag")}
      value={value ? { value: `${source}|${value}`, label: name(source, value) } : null}
      labelInValue
      options={groups.map((group) => ({
        label: several ? `${group.name} · ${group.source}` : group.name,
        title: group.name,
        options: group.tags.map((tag) => ({ value: `${group.source}|${tag.id}`, label: tag.name })),
      }))}
      onChange={(chosen: { value: string; label: string } | null) => {
        const at = chosen?.value.lastIndexOf("|") ?? -1;
        if (chosen && at >= 0) onChange(chosen.value.slice(0, at), chosen.value.slice(at + 1));
      }}
    />
  );
}
