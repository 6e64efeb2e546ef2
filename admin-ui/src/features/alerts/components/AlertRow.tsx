import { ArrowRightOutlined, CheckSquareFilled, MessageOutlined } from "@ant-design/icons";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { Segments } from "@/components/ui/Segments";
import { SeverityTag } from "@/components/ui/Severity";
import { StateTag } from "@/components/ui/StateTag";
import { Tag } from "@/components/ui/Tag";
import type { AlertSummary } from "@/lib/api/types";
import { formatDateTime, formatNumber, formatShort } from "@/lib/format";
import { useBilingual } from "@/lib/i18n";

/** One alert of the list: how bad, which rule, who to whom, the words that made it fire. */
export const AlertRow = memo(function AlertRow({
  alert,
  compact,
  picked,
}: {
  alert: AlertSummary;
  compact: boolean;
  picked: boolean;
}) {
  const { t } = useTranslation();
  const title = useBilingual();
  const rule = alert.rules.map((entry) => title(entry.title) || entry.rule_id).join(" · ");
  const time = (
    <time
      className="muted num alert-time"
      dateTime={alert.created_at}
      title={formatDateTime(alert.message.sent_at)}
    >
      {formatShort(alert.message.sent_at)}
    </time>
  );
  const mark = picked && (
    <CheckSquareFilled className="row-mark" role="img" aria-label={t("alerts.is_picked")} />
  );
  if (compact) {
    return (
      <div className={`alert-row alert-compact bar-${alert.severity}`}>
        {mark}
        <SeverityTag severity={alert.severity} />
        <span className="alert-rule">{rule}</span>
        <HitCount hits={alert.hits} />
        <span className="alert-snippet">
          <Segments segments={alert.snippet} />
        </span>
        {time}
      </div>
    );
  }
  return (
    <div className={`alert-row bar-${alert.severity}`}>
      <div className="alert-line">
        {mark}
        <SeverityTag severity={alert.severity} />
        <span className="alert-rule">{rule}</span>
        <HitCount hits={alert.hits} />
        <OriginTag origin={alert.origin} />
        {alert.state !== "new" && <StateTag state={alert.state} />}
        {time}
      </div>
      <div className="alert-snippet">
        <Segments segments={alert.snippet} />
      </div>
      <Direction alert={alert} />
    </div>
  );
});

/** How often one behaviour was found; one hit goes without saying. */
export function HitCount({ hits }: { hits: number | undefined }) {
  const { t } = useTranslation();
  if (!hits || hits < 2) return null;
  return (
    <span className="hit-count num" title={t("alerts.hits", { count: hits })}>
      <span aria-hidden>×{formatNumber(hits)}</span>
      <span className="visually-hidden">{t("alerts.hits", { count: hits })}</span>
    </span>
  );
}

/** Marks an alert that was not found with its message. */
export function OriginTag({ origin }: { origin: AlertSummary["origin"] }) {
  const { t } = useTranslation();
  if (!origin || origin === "live") return null;
  return <Tag tone="informational">{t(`alerts.origins.${origin}`)}</Tag>;
}

/** Who talked to whom. */
export function Direction({ alert }: { alert: AlertSummary }) {
  const { t } = useTranslation();
  const other = alert.counterpart?.name || alert.conversation_title;
  return (
    <div className="alert-people muted">
      <span>{alert.employee.name || alert.employee.id}</span>
      {alert.employee.department && <span>({alert.employee.department})</span>}
      {other && (
        <>
          <ArrowRightOutlined role="img" aria-label={t("alerts.to")} />
          {!alert.counterpart && <MessageOutlined aria-hidden />}
          <span>{other}</span>
        </>
      )}
      {alert.message.type !== "text" && (
        <span className="alert-type">
          {t(`message.types.${alert.message.type}`, { defaultValue: alert.message.type })}
        </span>
      )}
    </div>
  );
}
