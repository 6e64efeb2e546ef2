import { useTranslation } from "react-i18next";
import type { CustomerEvent } from "@/lib/api/types";

type Step = { from?: unknown; to?: unknown };

const text = (value: unknown): string => (Array.isArray(value) ? value.join(", ") : String(value ?? ""));

/** The sentence for a change of a relation or of the record. */
export function useChangeText(): (change: CustomerEvent) => string {
  const { t } = useTranslation();
  return (change) => {
    const who = change.employee?.name || change.employee?.id || change.user_name || t("customers.rules");
    const detail = change.detail as Record<string, unknown>;
    if (change.kind === "changed") {
      const parts = (["name", "grade", "stage"] as const).flatMap((member) => {
        const step = detail[member] as Step | undefined;
        return step ? t(`customers.set.${member}`, { to: text(step.to) || t("customers.none") }) : [];
      });
      const what = parts.join(t("customers.list_separator")) || t("customers.set.fields");
      return t("customers.change.changed", { who, what });
    }
    return t(`customers.change.${change.kind}`, {
      who,
      from: text(detail.from) || t("customers.none"),
      to: text(detail.to) || t("customers.none"),
      reason: text(detail.reason),
    });
  };
}
