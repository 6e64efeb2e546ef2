import { useEffect, useState } from "react";
import {
  type ActivityReport,
  ask,
  type DayReport,
  type DeskDay,
  type Me,
  type OwnDayReport,
  Refusal,
} from "../api";
import { formatDay, formatShort } from "../format";
import { Loading, Page, Problem } from "../parts";
import { codeText, t } from "../texts";
import { useAsk } from "../useAsk";

type TalkOfDay = ActivityReport["total"];

/** What the archive counted today by the company's clock; nothing of today yet is nothing at all. */
function talkOf(report: ActivityReport): TalkOfDay | undefined {
  return report.rows.find((row) => row.first_day === report.until)?.counts;
}

/** The report of a day in words, of what really happened. */
export function reportOf(day: DeskDay, name: string, talk?: TalkOfDay): string {
  const { call, visit, note, other } = day.notes;
  return [
    t("day.head", { date: formatDay(day.from), name }),
    ...(talk
      ? [
          t("day.messages", { sent: talk.messages_out, got: talk.messages_in, contacted: talk.contacted }),
          t("day.calls", {
            out: talk.calls_out,
            reached: talk.calls_reached,
            in: talk.calls_in,
            minutes: Math.round(talk.talk_s / 60),
          }),
          t("day.added", { added: talk.added, lost: talk.lost }),
        ]
      : []),
    t("day.notes", { count: call + visit + note + other, call, visit, note, other }),
    t("day.customers", { count: day.customers }),
    t("day.done", { done: day.steps_done, due: day.steps_due, overdue: day.steps_overdue }),
    t("day.more"),
  ].join("\n");
}

/** The day's report: prepared, written on, copied, and handed in. */
export function DayPage({ me }: { me: Me }) {
  const { data, error, loading, reload } = useAsk<DeskDay>("/desk/day");
  const activity = useAsk<ActivityReport>("/activity?by=day");
  const own = useAsk<OwnDayReport>("/desk/report");
  const [text, setText] = useState("");
  const [handed, setHanded] = useState<DayReport>();
  const [said, setSaid] = useState("");
  const ready = data && !activity.loading && own.data;
  // What was handed in is gone on with; else the report is made of what happened.
  useEffect(() => {
    if (!data || activity.loading || !own.data) return;
    setHanded(own.data.report ?? undefined);
    setText(
      own.data.report?.text ?? reportOf(data, me.user.display_name, activity.data && talkOf(activity.data)),
    );
  }, [data, activity.data, activity.loading, own.data, me]);
  const copy = () =>
    void navigator.clipboard?.writeText(text).then(
      () => setSaid(t("scripts.copied")),
      () => setSaid(t("scripts.copy_failed")),
    );
  const handIn = () =>
    void ask<DayReport>("POST", "/day-reports", { text: text.trim(), day: own.data?.day }).then(
      (report) => {
        setHanded(report);
        setSaid(t("day.handed"));
      },
      (problem: unknown) =>
        setSaid(codeText("problem", problem instanceof Refusal ? problem.code : "offline")),
    );
  return (
    <Page title={t("day.title")} back="#/me">
      <p className="muted">{t("day.hint")}</p>
      <Problem
        error={error ?? own.error}
        onRetry={() => {
          reload();
          own.reload();
        }}
      />
      <Loading when={loading && !data} />
      {ready && (
        <>
          <label>
            {t("day.text")}
            <textarea
              rows={14}
              maxLength={8000}
              value={text}
              onChange={(event) => {
                setText(event.target.value);
                setSaid("");
              }}
            />
          </label>
          {handed && (
            <p className="muted">
              {t("day.handed_at", { time: formatShort(handed.at), version: handed.version })}
              {handed.readers.length > 0 &&
                ` · ${t("day.readers", { names: handed.readers.map((one) => one.name).join("、") })}`}
            </p>
          )}
          <p className="acts">
            <button className="primary" type="button" disabled={!text.trim()} onClick={handIn}>
              {t(handed ? "day.hand_in_again" : "day.hand_in")}
            </button>
            <button type="button" onClick={copy}>
              {t("scripts.copy")}
            </button>
            <span role="status" className="muted">
              {said}
            </span>
          </p>
        </>
      )}
    </Page>
  );
}
