import { useEffect, useState } from "react";
import type { DeskDay, Me } from "../api";
import { formatDay } from "../format";
import { Loading, Page, Problem } from "../parts";
import { type Key, t } from "../texts";
import { useAsk } from "../useAsk";

/** The report of a day in words, of what really happened. */
export function reportOf(day: DeskDay, name: string): string {
  const { call, visit, note, other } = day.notes;
  return [
    t("day.head", { date: formatDay(day.from), name }),
    t("day.notes", { count: call + visit + note + other, call, visit, note, other }),
    t("day.customers", { count: day.customers }),
    t("day.done", { done: day.steps_done, due: day.steps_due, overdue: day.steps_overdue }),
    t("day.more"),
  ].join("\n");
}

export function DayPage({ me }: { me: Me }) {
  const { data, error, loading, reload } = useAsk<DeskDay>("/desk/day");
  const [text, setText] = useState("");
  const [said, setSaid] = useState<Key>();
  useEffect(() => {
    if (data) setText(reportOf(data, me.user.display_name));
  }, [data, me]);
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
            <textarea rows={9} value={text} onChange={(event) => setText(event.target.value)} />
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
