import { type FormEvent, useState } from "react";
import { type AlertDetail, type AlertList, ask, Refusal } from "./api";
import { Loading, Problem, Time } from "./parts";
import { bilingual, codeText, t } from "./texts";
import { useAsk } from "./useAsk";

type Alert = AlertList["items"][number];

/** An alert about oneself: why, how it stands, and what one has to say about it. */
export function NoticeCard({ alert }: { alert: Alert }) {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <p className="quote">
        {alert.snippet.map((piece, index) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text have no other name
          piece.m ? <mark key={index}>{piece.t}</mark> : <span key={index}>{piece.t}</span>,
        )}
      </p>
      <p className="muted">
        {t("today.notice_by", { rule: alert.rules.map((rule) => bilingual(rule.title)).join(" · ") })}
      </p>
      <p className="muted">
        {alert.counterpart?.name} · {codeText("state", alert.state)} · <Time at={alert.created_at} />
      </p>
      {alert.note && <p>{alert.note}</p>}
      {open ? (
        <Words alert={alert} />
      ) : (
        <p className="acts">
          <button type="button" onClick={() => setOpen(true)}>
            {t("notice.answer")}
          </button>
        </p>
      )}
    </li>
  );
}

/** What was said of it, and a way to say more. A step from a state to itself is something that was said. */
function Words({ alert }: { alert: Alert }) {
  const { data, error, loading, reload } = useAsk<AlertDetail>(`/alerts/${alert.id}`);
  const [text, setText] = useState("");
  const [failed, setFailed] = useState<Refusal>();
  const say = (body: { text?: string }) =>
    ask("POST", `/alerts/${alert.id}/statements`, body).then(
      () => {
        setText("");
        setFailed(undefined);
        reload();
      },
      (problem: unknown) => setFailed(problem instanceof Refusal ? problem : new Refusal(0, "offline")),
    );
  const send = (event: FormEvent) => {
    event.preventDefault();
    void say({ text: text.trim() });
  };
  const said = data?.history.filter((step) => step.from === step.to) ?? [];
  const seen = said.find((step) => !step.note);
  return (
    <>
      <Problem error={failed ?? error} onRetry={reload} />
      <Loading when={loading && !data} />
      {data &&
        (seen ? (
          <p className="muted">
            {t("notice.seen")} · <Time at={seen.at} />
          </p>
        ) : (
          <p className="acts">
            <button type="button" onClick={() => void say({})}>
              {t("notice.see")}
            </button>
          </p>
        ))}
      {said
        .filter((step) => step.note)
        .map((step) => (
          <p key={step.id} className="said">
            <span className="muted">
              {step.user_name} · <Time at={step.at} />
            </span>
            {step.note}
          </p>
        ))}
      {data && (
        <form onSubmit={send}>
          <label>
            {t("notice.statement")}
            <textarea
              rows={3}
              maxLength={2000}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </label>
          <p className="muted">{t("notice.hint")}</p>
          <p className="acts">
            <button className="primary" type="submit" disabled={!text.trim()}>
              {t("notice.send")}
            </button>
          </p>
        </form>
      )}
    </>
  );
}
