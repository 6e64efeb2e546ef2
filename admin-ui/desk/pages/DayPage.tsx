import { useEffect, useState } from "react";
import type { ActivityReport, DeskDay, Me } from "../api";
import { formatDay } from "../format";
import { Loading, Page, Problem } from "../parts";
import { type Key, t } from "../texts";
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

export function DayPage({ me }: { me: Me }) {
  const { data, error, loading, reload } = useAsk<DeskDay>("/desk/day");
  const activity = useAsk<ActivityReport>("/activity?by=day");
  const [text, setText] = useState("");
  const [said, setSaid] = useState<Key>();
  useEffect(() => {
    if (data && !activity.loading)
      setText(reportOf(data, me.user.display_name, activity.data && talkOf(activity.data)));
  }, [data, activity.data, activity.loading, me]);
  const copy = () =>
    void navigator.clipboard?.writeText(text).then(
      () => setSaid("scripts.copied"),
      () => setSaid("scripts.copy_failed"),
    );
  return (
    <Page title={t("day.title")} back="#/me">
      <p className="muted">{t("day.hint")}</p>
      <Problem error={error} onRetry={reload} />
      <Loading when={loading && !data} />
      {data && (
        <>
          <label>
            {t("day.text")}
            <textarea rows={12} value={text} onChange={(event) => setText(event.target.value)} />
          </label>
          <p className="acts">
            <button className="primary" type="button" onClick={copy}>
              {t("scripts.copy")}
            </button>
            <span role="status" className="muted">
              {said && t(said)}
            </span>
          </p>
        </>
      )}
    </Page>
  );
}
