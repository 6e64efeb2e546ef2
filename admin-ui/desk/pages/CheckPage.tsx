import { type FormEvent, useState } from "react";
import { ask, type CheckResult, Refusal } from "../api";
import { Page, Problem } from "../parts";
import { bilingual, type Key, t } from "../texts";

/** What would be flagged in a text, and why, before it is sent. */
export function CheckPage() {
  const [text, setText] = useState("");
  const [result, setResult] = useState<CheckResult>();
  const [error, setError] = useState<Refusal>();
  const [busy, setBusy] = useState(false);
  const send = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    ask<CheckResult>("POST", "/check", { text })
      .then(
        (answer) => {
          setError(undefined);
          setResult(answer);
        },
        (problem: unknown) => setError(problem instanceof Refusal ? problem : new Refusal(0, "offline")),
      )
      .finally(() => setBusy(false));
  };
  return (
    <Page title={t("check.title")}>
      <p className="muted">{t("check.hint")}</p>
      <form onSubmit={send}>
        <label>
          {t("check.text")}
          <textarea
            rows={5}
            required
            maxLength={4000}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setResult(undefined);
            }}
          />
        </label>
        <button className="primary" type="submit" disabled={busy || !text.trim()}>
          {t("check.go")}
        </button>
      </form>
      <Problem error={error} />
      <div role="status">{result && <Verdict text={text} result={result} />}</div>
    </Page>
  );
}

function Verdict({ text, result }: { text: string; result: CheckResult }) {
  const pieces = result.segments.length > 0 ? result.segments : [{ t: text }];
  return (
    <section className={`verdict ${result.verdict}`}>
      <h2>{t(`check.verdict.${result.verdict}` as Key)}</h2>
      <p className="said">
        {pieces.map((piece, index) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text have no other name
          piece.m ? <mark key={index}>{piece.t}</mark> : <span key={index}>{piece.t}</span>,
        )}
      </p>
      <ul className="cards">
        {result.reasons.map((reason) => (
          <li key={reason.category}>
            <strong>{bilingual(reason.title)}</strong>
            <p>{bilingual(reason.policy)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
