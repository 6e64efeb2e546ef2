import { ArrowRightOutlined, CheckSquareFilled, MessageOutlined } from "@ant-design/icons";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { Segments } from "@/components/ui/Segments";
import { SeverityTag } from "@/components/ui/Severity";
import { StateTag } from "@/components/ui/StateTag";
import type { AlertSummary } from "@/lib/api/types";
import { formatDateTime, formatShort } from "@/lib/format";
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
