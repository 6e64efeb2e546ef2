import { useTranslation } from "react-i18next";
import type { CustomerCondition, CustomerField } from "@/lib/api/types";
import { groupOf, mayLookBackForEver, shapeOf } from "./condition";

type Ref = { source: string; id: string };

/** A condition as a person would say it. */
export function useConditionText(fields: readonly CustomerField[]): (node: CustomerCondition) => string {
  const { t, i18n } = useTranslation();
  const labelOf = (key: string | undefined) => {
    const field = fields.find((one) => one.key === key);
    return (i18n.language === "en" ? field?.label_en : field?.label_zh) ?? key ?? "";
  };
  const wordsOf = (leaf: CustomerCondition): string => {
    const shape = shapeOf(leaf);
    const { value } = leaf;
    if (shape === "truth") return t(value ? "segments.yes" : "segments.no");
    if (shape === "days") return t("segments.days_value", { count: Number(value) });
    if (shape === "money") return `${String(value)} ${leaf.currency ?? t("segments.unit_money")}`;
    if (shape === "hours") return t("segments.hours_value", { count: Number(value) });
    if (!Array.isArray(value)) return String(value ?? "");
    const texts = value.map((one) => {
      if (shape === "served") return t(`segments.served.${String(one)}`);
      if (shape === "ways") return t(`customers.way.${String(one)}`, { defaultValue: String(one) });
      if (shape === "employees" || shape === "departments") return (one as Ref).id;
      return String(one) || t("segments.nothing");
    });
    return texts.join(t("segments.or_separator"));
  };
  const text = (node: CustomerCondition, outer: boolean): string => {
    const group = groupOf(node);
    if (!group) {
      const ever = node.on !== undefined && mayLookBackForEver(node.on) && !node.days;
      const named = t(`segments.${ever ? "on_short" : "on"}.${node.on}`, { count: node.days ?? 0 });
      const on = node.on === "field" ? labelOf(node.key) : named;
      return t("segments.leaf", { on, op: t(`segments.op.${node.op}`), value: wordsOf(node) });
    }
    if (group.parts.length === 0) return t(group.join === "any" ? "segments.nobody" : "segments.everybody");
    const joined = group.parts
      .map((part) => text(part, false))
      .join(t(group.join === "all" ? "segments.and" : "segments.or"));
    if (group.join === "none") return t("segments.none_of", { what: joined });
    return outer || group.parts.length === 1 ? joined : t("segments.nested", { what: joined });
  };
  return (node) => text(node, true);
}
