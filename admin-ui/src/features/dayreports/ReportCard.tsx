import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Tag } from "@/components/ui/Tag";
import type { DayCounts, DayReport } from "@/lib/api/types";
import { formatDateTime, formatNumber, formatSpan } from "@/lib/format";
import { dayReportQuery, useMarkRead } from "./api/dayReports";

/** One report: what was counted, what he wrote, who read it, and what it said before. */
export function ReportCard({ report, own }: { report: DayReport; own: boolean }) {
  const { t } = useTranslation();
  const [older, setOlder] = useState(false);
  const mark = useMarkRead();
  const where = [...new Set(report.employees.map((one) => one.department).filter(Boolean))].join("、");
  return (
    <article className="panel day-report" aria-label={report.user_name}>
      <header>
        <h3>
          {report.user_name}
          {where && <span className="muted"> · {where}</span>}
        </h3>
        {!own && !report.read && <Tag tone="high">{t("day_reports.new")}</Tag>}
        {report.version > 1 && (
          <Tag tone="informational">{t("day_reports.corrected", { version: report.version })}</Tag>
        )}
      </header>
      <p className="muted">
        {t("day_reports.handed_at", { time: formatDateTime(report.handed_in_at) })}
        {report.version > 1 && ` · ${t("day_reports.changed_at", { time: formatDateTime(report.at) })}`}
      </p>
      {report.counts && <Counts counts={report.counts} />}
      <p className="day-report-text">{report.text}</p>
      {report.readers.length > 0 && (
        <p className="muted">
          {t("day_reports.readers", { names: report.readers.map((one) => one.name).join("、") })}
        </p>
      )}
      {mark.error && <ErrorNotice error={mark.error} />}
      <p className="day-report-acts">
        {own && <span className="muted">{t("day_reports.own")}</span>}
        {!own && !report.read && (
          <Button
            aria-label={t("day_reports.mark_of", { name: report.user_name })}
            loading={mark.isPending}
            onClick={() => mark.mutate(report.id)}
          >
            {t("day_reports.mark")}
          </Button>
        )}
        {report.version > 1 && (
          <Button
            type="text"
            aria-expanded={older}
            aria-label={t("day_reports.older_of", { name: report.user_name })}
            onClick={() => setOlder(!older)}
          >
            {t("day_reports.older")}
          </Button>
        )}
      </p>
      {older && <Older id={report.id} />}
    </article>
  );
}

function Older({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(dayReportQuery(id));
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  return (
    <ol className="day-report-past" reversed>
      {data?.past.toReversed().map((state) => (
        <li key={state.version}>
          <p className="muted">
            {t("day_reports.version", { version: state.version, time: formatDateTime(state.at) })}
          </p>
          {state.counts && <Counts counts={state.counts} />}
          <p className="day-report-text">{state.text}</p>
        </li>
      ))}
    </ol>
  );
}

function Counts({ counts: { desk, activity } }: { counts: DayCounts }) {
  const { t } = useTranslation();
  const notes = desk.notes.note + desk.notes.call + desk.notes.visit + desk.notes.other;
  const values: [string, string][] = [
    ...(activity
      ? ([
          [
            "messages",
            t("day_reports.counts.messages_value", {
              sent: activity.messages_out,
              got: activity.messages_in,
            }),
          ],
          ["contacted", formatNumber(activity.contacted)],
          [
            "calls",
            t("day_reports.counts.calls_value", {
              out: activity.calls_out,
              reached: activity.calls_reached,
              in: activity.calls_in,
            }),
          ],
          ["talk", formatSpan(activity.talk_s)],
          ["added", `${formatNumber(activity.added)} / ${formatNumber(activity.lost)}`],
        ] as [string, string][])
      : []),
    ["notes", formatNumber(notes)],
    ["steps", formatNumber(desk.steps_done)],
    ["overdue", formatNumber(desk.steps_overdue)],
  ];
  return (
    <dl className="day-report-counts" aria-label={t("day_reports.numbers")}>
      {values.map(([name, value]) => (
        <div key={name}>
          <dt className="muted">{t(`day_reports.counts.${name}`)}</dt>
          <dd className="num">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
