import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { tagsQuery } from "@/components/tags/api";
import type { CustomerEvent } from "@/lib/api/types";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";

type Step = { from?: unknown; to?: unknown };

const text = (value: unknown): string => (Array.isArray(value) ? value.join(", ") : String(value ?? ""));

/** The sentence for a change of a relation or of the record. */
export function useChangeText(): (change: CustomerEvent) => string {
  const { t } = useTranslation();
  const me = useMe();
  const { data } = useQuery({ ...tagsQuery, enabled: can(me, "seeTags") });
  const names = new Map(data?.groups.flatMap((group) => group.tags.map((tag) => [tag.id, tag.name])));
  const named = (value: unknown) =>
    Array.isArray(value) ? value.map((id) => names.get(String(id)) ?? id) : value;
  return (change) => {
    const here = change.kind === "tagged" ? change.user_name : "";
    const rule = (change.detail as { rule?: { name?: string } | null }).rule;
    const byRule = rule?.name ? t("customers.rule_named", { rule: rule.name }) : "";
    const who =
      here ||
      byRule ||
      change.employee?.name ||
      change.employee?.id ||
      change.user_name ||
      t("customers.rules");
    const detail = change.detail as Record<string, unknown>;
    if (change.kind === "changed") {
      const parts = (["name", "grade", "stage"] as const).flatMap((member) => {
        const step = detail[member] as Step | undefined;
        return step ? t(`customers.set.${member}`, { to: text(step.to) || t("customers.none") }) : [];
      });
      const what = parts.join(t("customers.list_separator")) || t("customers.set.fields");
      return t("customers.change.changed", { who, what });
    }
    if (change.kind === "consent") {
      const said = (word: unknown) => t(`consent.${text(word) || "unknown"}`);
      return t("customers.change.consent", { who, from: said(detail.from), to: said(detail.to) });
    }
    return t(`customers.change.${change.kind}`, {
      who,
      from: text(named(detail.from)) || t("customers.none"),
      to: text(named(detail.to)) || t("customers.none"),
      reason: text(detail.reason),
    });
  };
}
