import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ScrollRegion } from "@/components/ui/ScrollRegion";
import { Segments } from "@/components/ui/Segments";
import { SeverityTag } from "@/components/ui/Severity";
import type { AlertDetail, AlertPart, Finding } from "@/lib/api/types";
import { formatDateTime } from "@/lib/format";
import { useBilingual } from "@/lib/i18n";

/** Why the alert exists: each rule, the words it saw, and how they read once folded. */
export function FindingsTab({ alert }: { alert: AlertDetail }) {
  const { t } = useTranslation();
  return (
    <ScrollRegion className="findings" label={t("alerts.tabs.hits", { count: alert.findings.length })}>
      <ul>
        {alert.findings.map((finding) => (
          <li key={finding.rule_id} className="panel">
            <FindingCard finding={finding} />
          </li>
        ))}
      </ul>
      <Messages title={t("alerts.parts", { count: alert.parts?.length ?? 0 })} parts={alert.parts} />
      <Messages title={t("alerts.members", { count: alert.members?.length ?? 0 })} parts={alert.members} />
    </ScrollRegion>
  );
}

/** Further messages of the alert, each with the way to its place in the conversation. */
function Messages({ title, parts }: { title: string; parts: readonly AlertPart[] | undefined }) {
  const { t } = useTranslation();
  if (!parts || parts.length === 0) return null;
  return (
    <section className="panel" aria-label={title}>
      <h3>{title}</h3>
      <ol className="alert-parts">
        {parts.map((part) => (
          <li key={part.id ?? part.message.id}>
            <time className="muted num" dateTime={part.message.sent_at}>
              {formatDateTime(part.message.sent_at)}
            </time>
            <span className="alert-part-text">
              <Segments segments={part.snippet} />
            </span>
            <Link
              to="/conversations/$id"
              params={{ id: part.message.conversation_id }}
              search={{ m: part.message.id }}
            >
              {t("alerts.see_message")}
            </Link>
          </li>
        ))}
      </ol>
    </section>
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
