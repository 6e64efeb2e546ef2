import { useState } from "react";
import { type AlertList, ask, type FollowUpList, type OpenQuestionList, Refusal } from "../api";
import { formatShort } from "../format";
import { NoticeCard } from "../NoticeCard";
import { Loading, Page, Problem, Time } from "../parts";
import { t } from "../texts";
import { useAsk } from "../useAsk";

type FollowUp = FollowUpList["items"][number];

const endOfToday = (): number => {
  const zone = 8 * 3_600_000;
  return (Math.floor((Date.now() + zone) / 86_400_000) + 1) * 86_400_000 - zone;
};

/** What to do today, and what the company asks one to mind. */
export function TodayPage() {
  const { data, error, loading, reload } = useAsk<FollowUpList>("/follow-ups?due=all&limit=100");
  const [failed, setFailed] = useState<Refusal>();
  const done = (one: FollowUp) =>
    ask("PATCH", `/notes/${one.note.id}`, { done: true }, one.note.version)
      .then(
        () => setFailed(undefined),
        (problem: unknown) => setFailed(problem instanceof Refusal ? problem : new Refusal(0, "offline")),
      )
      .finally(reload);
  const dueOf = (one: FollowUp) => Date.parse(one.note.next_step?.due_at ?? "");
  const now = Date.now();
  const end = endOfToday();
  const all = data?.items ?? [];
  const groups = [
    ["today.overdue", all.filter((one) => dueOf(one) < now)],
    ["today.today", all.filter((one) => dueOf(one) >= now && dueOf(one) < end)],
    ["today.later", all.filter((one) => dueOf(one) >= end)],
  ] as const;
  return (
    <Page title={t("today.title")}>
      <Problem error={failed ?? error} onRetry={reload} />
      <Loading when={loading && !data} />
      {data && all.length === 0 && (
        <p className="empty">
          {t("today.free")}
          <span className="muted">{t("today.free_hint")}</span>
        </p>
      )}
      {groups.map(
        ([title, items]) =>
          items.length > 0 && (
            <section key={title} aria-label={t(title)}>
              <h2 className={title === "today.overdue" ? "late" : undefined}>{t(title)}</h2>
              <ul className="cards">
                {items.map((one) => (
                  <li key={one.note.id} className="row">
                    <a className="grow" href={`#/customer/${one.note.customer_id}`}>
                      <strong>{one.note.next_step?.text}</strong>
                      <span className="muted">
                        {one.customer_name || t("customers.nameless")} ·{" "}
                        <Time at={one.note.next_step?.due_at ?? ""} />
                      </span>
                    </a>
                    <button type="button" onClick={() => void done(one)}>
                      {t("today.done")}
                    </button>
                  </li>
                ))}
              </ul>
            </section>
          ),
      )}
      <Waiting />
      <Notices />
    </Page>
  );
}

/** Customers who spoke last, the longest wait first. */
function Waiting() {
  const { data, error, reload } = useAsk<OpenQuestionList>("/unanswered?limit=10");
  if (data?.items.length === 0) return null;
  return (
    <section aria-label={t("today.waiting")}>
      <h2>{t("today.waiting")}</h2>
      <Problem error={error} onRetry={reload} />
      <ul className="cards">
        {data?.items.map((one) => (
          <li key={one.conversation_id}>
            <a className="grow" href={one.customer_id ? `#/customer/${one.customer_id}` : "#/customers"}>
              <strong>{one.customer.name || t("customers.nameless")}</strong>
              <span className="muted">{t("today.waiting_since", { time: formatShort(one.since) })}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Notices() {
  const { data, error, loading, reload } = useAsk<AlertList>("/alerts?limit=10");
  return (
    <section aria-label={t("today.notices")}>
      <h2>{t("today.notices")}</h2>
      <Problem error={error} onRetry={reload} />
      <Loading when={loading && !data} />
      {data?.items.length === 0 && <p className="muted">{t("today.no_notices")}</p>}
      <ul className="cards">
        {data?.items.map((alert) => (
          <NoticeCard key={alert.id} alert={alert} />
        ))}
      </ul>
    </section>
  );
}
