import { useTranslation } from "react-i18next";
import { Tag } from "@/components/ui/Tag";
import type { Note } from "@/lib/api/types";
import { formatShort } from "@/lib/format";

/** What a note says, what comes next, and what it said before. */
export function NoteText({ note }: { note: Note }) {
  const { t } = useTranslation();
  const step = note.next_step;
  return (
    <>
      <p className="timeline-line">
        <Tag tone="low">{t(`customers.note_kind.${note.kind}`)}</Tag>
        <span className="note-text">{note.text}</span>
      </p>
      {step && (
        <p className="timeline-line muted">
          {t("customers.next", { step: step.text })}{" "}
          {step.done_at
            ? t("customers.done_at", { time: formatShort(step.done_at) })
            : formatShort(step.due_at)}
        </p>
      )}
      {note.past.length > 0 && (
        <details>
          <summary className="muted">
            {t("customers.edited_by", {
              who: note.changed_by,
              time: formatShort(note.changed_at),
              count: note.past.length,
            })}
          </summary>
          <ol className="customer-history">
            {note.past.map((state) => (
              <li key={state.version}>
                <time className="muted num" dateTime={state.changed_at}>
                  {formatShort(state.changed_at)}
                </time>{" "}
                <span className="note-text">{state.text}</span>
              </li>
            ))}
          </ol>
        </details>
      )}
    </>
  );
}
