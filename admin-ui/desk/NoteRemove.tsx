import { useState } from "react";
import { ask, type Note, Refusal } from "./api";
import { codeText, t } from "./texts";

/** Takes one's own note away after being asked again; the company keeps it. */
export function NoteRemove({ note, onRemoved }: { note: Note; onRemoved: () => void }) {
  const [asking, setAsking] = useState(false);
  const [failed, setFailed] = useState("");
  const remove = () =>
    void ask("DELETE", `/notes/${note.id}`, undefined, note.version).then(onRemoved, (problem: unknown) => {
      setAsking(false);
      setFailed(problem instanceof Refusal ? problem.code : "offline");
    });
  return (
    <>
      {asking ? (
        <>
          <button type="button" className="primary" onClick={remove}>
            {t("note.remove_sure")}
          </button>
          <button type="button" onClick={() => setAsking(false)}>
            {t("cancel")}
          </button>
        </>
      ) : (
        <button type="button" onClick={() => setAsking(true)}>
          {t("note.remove")}
        </button>
      )}
      <span role="status" className={failed ? "late" : "muted"}>
        {failed ? codeText("problem", failed) : asking && t("note.remove_hint")}
      </span>
    </>
  );
}
