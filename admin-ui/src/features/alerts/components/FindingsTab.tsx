import { useTranslation } from "react-i18next";
import { SeverityTag } from "@/components/ui/Severity";
import type { AlertDetail, Finding } from "@/lib/api/types";
import { useBilingual } from "@/lib/i18n";

/** Why the alert exists: each rule, the words it saw, and how they read once folded. */
export function FindingsTab({ alert }: { alert: AlertDetail }) {
  return (
    <ul className="findings">
      {alert.findings.map((finding) => (
        <li key={finding.rule_id} className="panel">
          <FindingCard finding={finding} />
        </li>
      ))}
    </ul>
  );
}

function FindingCard({ finding }: { finding: Finding }) {
  const { t } = useTranslation();
  const title = useBilingual();
  return (
    <>
      <div className="finding-head">
        <SeverityTag severity={finding.severity} />
        <h3>{title(finding.title) || finding.rule_id}</h3>
      </div>
      <p>
        {t("alerts.why", { category: t(`category.${finding.category}`, { defaultValue: finding.category }) })}
      </p>
      <dl className="facts">
        <dt>{t("alerts.matched")}</dt>
        <dd>
          {finding.matched.map((words, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same words may match twice
            <mark key={index} className="finding-words">
              {words}
            </mark>
          ))}
        </dd>
        {finding.folded && (
          <>
            <dt>{t("alerts.folded")}</dt>
            <dd className="mono">{finding.folded}</dd>
          </>
        )}
        <dt>{t("alerts.rule")}</dt>
        <dd className="mono">
          {finding.rule_id} · {finding.rule_version}
        </dd>
      </dl>
    </>
  );
}
