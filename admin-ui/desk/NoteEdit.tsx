import { type FormEvent, useState } from "react";
import { ask, type Note, Refusal } from "./api";
import { Problem } from "./parts";
import { t } from "./texts";

/** Changes what one's own note says; what it said before is kept. */
export function NoteEdit({ note, onClose }: { note: Note; onClose: (saved: boolean) => void }) {
  const [text, setText] = useState(note.text);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Refusal>();
  const send = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    ask("PATCH", `/notes/${note.id}`, { text: text.trim() }, note.version)
      .then(
        () => onClose(true),
        (problem: unknown) => setError(problem instanceof Refusal ? problem : new Refusal(0, "offline")),
      )
      .finally(() => setBusy(false));
  };
  return (
    <form onSubmit={send}>
      <Problem error={error} />
      <label>
        {t("note.text")}
        <textarea
          rows={4}
          required
          maxLength={4000}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <p className="acts">
        <button
          className="primary"
          type="submit"
          disabled={busy || !text.trim() || text.trim() === note.text}
        >
          {t("save")}
        </button>
        <button type="button" onClick={() => onClose(false)}>
          {t("cancel")}
        </button>
      </p>
    </form>
  );
}
