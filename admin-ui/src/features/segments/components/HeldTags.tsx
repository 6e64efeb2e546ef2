import { WarningFilled } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { GradeRules } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";
import { useTagName } from "./TagValue";
import "@/components/ui/notice.css";

/** Tags that rules changed too often and leave alone: somebody has to look for rules that undo each other. */
export function HeldTags({ held }: { held: GradeRules["state"]["held"] }) {
  const { t } = useTranslation();
  const tagName = useTagName();
  if (held.length === 0) return null;
  const tags = held.map(({ source, tag, contacts }) =>
    t("segments.held_tag", { tag: tagName(source, tag), count: contacts, number: formatNumber(contacts) }),
  );
  return (
    <div className="notice notice-warning" role="status">
      <WarningFilled aria-hidden />
      <span className="notice-text">
        {t("segments.held", { tags: tags.join(t("segments.or_separator")) })}
      </span>
    </div>
  );
}
