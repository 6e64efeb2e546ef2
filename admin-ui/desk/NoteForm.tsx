import { type FormEvent, useState } from "react";
import { ask, type NoteKind, Refusal } from "./api";
import { toMoment, tomorrowAtTen } from "./format";
import { Problem } from "./parts";
import { type Key, t } from "./texts";

const kinds: readonly NoteKind[] = ["call", "visit", "note", "other"];

/** A note on a customer, with what comes next. */
export function NoteForm({ customer, onSaved }: { customer: string; onSaved: () => void }) {
  const [kind, setKind] = useState<NoteKind>("call");
  const [text, setText] = useState("");
  const [step, setStep] = useState("");
  const [due, setDue] = useState("");
  const [busy, setBusy] = useState(false);
  const [saved, setSaved] = useState(false);
  const [error, setError] = useState<Refusal>();
  const send = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    const next = step.trim() ? { next_step: step.trim(), due_at: toMoment(due) } : {};
    ask("POST", `/customers/${customer}/notes`, { kind, text: text.trim(), ...next })
      .then(
        () => {
          setText("");
          setStep("");
          setDue("");
          setSaved(true);
          onSaved();
        },
        (problem: unknown) => setError(problem instanceof Refusal ? problem : new Refusal(0, "offline")),
      )
      .finally(() => setBusy(false));
  };
  return (
    <section aria-label={t("customer.write")}>
      <h2>{t("customer.write")}</h2>
      <form onSubmit={send}>
        <Problem error={error} />
        <fieldset className="choices">
          <legend>{t("note.kind")}</legend>
          {kinds.map((one) => (
            <label key={one}>
              <input type="radio" name="kind" checked={kind === one} onChange={() => setKind(one)} />
              {t(`note.kind.${one}` as Key)}
            </label>
          ))}
        </fieldset>
        <label>
          {t("note.text")}
          <textarea
            rows={3}
            required
            maxLength={4000}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setSaved(false);
            }}
          />
        </label>
        <label>
          {t("note.step")}
          <input
            maxLength={200}
            value={step}
            onChange={(event) => {
              setStep(event.target.value);
              if (!due) setDue(tomorrowAtTen());
            }}
          />
        </label>
        {step.trim() && (
          <label>
            {t("note.due")}
            <input
              type="datetime-local"
              required
              value={due}
              onChange={(event) => setDue(event.target.value)}
            />
          </label>
        )}
        <button className="primary" type="submit" disabled={busy || !text.trim()}>
          {t("save")}
        </button>
        <span role="status" className="muted">
          {saved && t("note.saved")}
        </span>
      </form>
    </section>
  );
}
