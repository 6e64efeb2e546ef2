import { CheckCircleFilled, ClockCircleFilled, CloseCircleFilled, WarningFilled } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { Facts } from "@/components/ui/Facts";
import { Tag } from "@/components/ui/Tag";
import type { SourceStatus } from "@/lib/api/types";
import { formatAge, formatDateTime, formatNumber, formatSpan } from "@/lib/format";
import { useCodeText } from "@/lib/i18n";

/** One source: whether it runs, how far behind it is, what it could not take in. */
export function SourcePanel({ source }: { source: SourceStatus }) {
  const { t } = useTranslation();
  const codeText = useCodeText();
  return (
    <section className="panel" aria-label={source.source}>
      <div className="source-head">
        <h3>{source.source}</h3>
        <span className="muted">{codeText("status.kinds", source.kind)}</span>
        <StateMark source={source} />
        {source.lag_alarm && (
          <Tag tone="critical" icon={<WarningFilled aria-hidden />}>
            {t("status.lag_alarm")}
          </Tag>
        )}
      </div>
      {source.problem && (
        <p className="notice notice-warning" role="alert">
          <WarningFilled aria-hidden />
          <span className="notice-text">
            {codeText("problems", source.problem)}
            {source.problem_detail && <span className="notice-id mono">{source.problem_detail}</span>}
          </span>
        </p>
      )}
      <Facts
        items={[
          [t("status.lag"), source.lag_seconds === null ? "–" : formatSpan(source.lag_seconds)],
          [t("status.messages"), formatNumber(source.messages)],
          [t("status.cursor"), formatNumber(Number(source.cursor_seq))],
          [t("status.parked"), <Count key="parked" value={source.parked} tone="medium" />],
          [t("status.gaps"), <Gaps key="gaps" source={source} />],
          [t("status.helper_restarts"), formatNumber(source.helper_restarts)],
          [t("status.last_success"), <When key="success" at={source.last_success_at} />],
          [t("status.last_message"), <When key="message" at={source.last_message_at} />],
          [t("status.caught_up"), <When key="caught" at={source.caught_up_at} />],
        ]}
      />
    </section>
  );
}

function StateMark({ source }: { source: SourceStatus }) {
  const { t } = useTranslation();
  const looks = {
    running: { tone: "ok", icon: <CheckCircleFilled /> },
    backing_off: { tone: "medium", icon: <ClockCircleFilled /> },
    stopped: { tone: "high", icon: <CloseCircleFilled /> },
  } as const;
  const look = looks[source.state] ?? looks.stopped;
  return (
    <Tag tone={look.tone} icon={look.icon}>
      {t(`status.states.${source.state}`, { defaultValue: source.state })}
    </Tag>
  );
}

/** A count that should be zero. */
function Count({ value, tone }: { value: number; tone: "medium" | "high" }) {
  if (value === 0) return formatNumber(0);
  return (
    <Tag tone={tone} icon={<WarningFilled aria-hidden />}>
      {formatNumber(value)}
    </Tag>
  );
}

function Gaps({ source }: { source: SourceStatus }) {
  return (
    <>
      <Count value={source.gap_count} tone="high" />
      {source.gaps.length > 0 && (
        <ul className="mono source-gaps">
          {source.gaps.slice(0, 5).map((gap) => (
            <li key={gap.first}>{gap.first === gap.last ? gap.first : `${gap.first} – ${gap.last}`}</li>
          ))}
          {source.gap_count > 5 && <li>…</li>}
        </ul>
      )}
    </>
  );
}

export function When({ at }: { at: string | null }) {
  if (!at) return "–";
  return (
    <time dateTime={at} title={formatDateTime(at)}>
      {formatAge(at)}
    </time>
  );
}
