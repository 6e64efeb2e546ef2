import { useTranslation } from "react-i18next";
import { Facts } from "@/components/ui/Facts";
import type { PackVersionDetail, ShadowResult } from "@/lib/api/types";
import { formatDateTime, formatNumber } from "@/lib/format";
import { CountTable } from "./CountTable";

/** What happened to a version, newest first, and what it would have done in shadow. */
export function HistoryPanel({ version }: { version: PackVersionDetail }) {
  const { t } = useTranslation();
  const program = t("studio.program");
  return (
    <div className="history">
      <Facts
        items={[
          [t("studio.pack_name"), `${version.name} ${version.version}`],
          [t("studio.rule_count"), formatNumber(version.rules)],
          [t("studio.origin"), t(`studio.origins.${version.origin}`)],
          [t("studio.started_from"), version.from ?? "–"],
        ]}
      />
      <p className="muted mono history-digest">{version.digest ?? version.content}</p>
      {version.shadow && <Shadow result={version.shadow} />}
      <ol className="history-events">
        {[...version.history].reverse().map((event) => (
          <li key={`${event.at}${event.action}`}>
            <p>
              <strong>{t(`studio.events.${event.action}`)}</strong> {event.user.name || program}
              <time className="muted num" dateTime={event.at}>
                {formatDateTime(event.at)}
              </time>
            </p>
            {event.note && <p className="pane-note">{event.note}</p>}
          </li>
        ))}
      </ol>
    </div>
  );
}

function Shadow({ result }: { result: ShadowResult }) {
  const { t } = useTranslation();
  return (
    <section className="shadow-result" aria-label={t("studio.shadow_result")}>
      <h3>{t("studio.shadow_result")}</h3>
      <p>
        {t("studio.shadow_sum", {
          since: formatDateTime(result.since),
          messages: formatNumber(result.messages),
          alerts: formatNumber(result.alerts),
          gained: formatNumber(result.gained),
          lost: formatNumber(result.lost),
        })}
      </p>
      {result.rules.length > 0 && <CountTable caption={t("studio.shadow_result")} rows={result.rules} />}
    </section>
  );
}
