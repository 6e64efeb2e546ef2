import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { AlertState } from "@/lib/api/types";
import { keyOf } from "@/lib/keys";
import "@/components/ui/native.css";

export const noteFieldId = "alert-note";

export const verdicts = ["violation", "false_positive", "coaching", "escalated", "in_review"] as const;

interface Props {
  state: AlertState;
  note: string;
  onNote: (note: string) => void;
  onDecide: (state: AlertState) => void;
}

/** The verdicts with their keys, and the note that goes with them. */
export function VerdictBar({ state, note, onNote, onDecide }: Props) {
  const { t } = useTranslation();
  return (
    <div className="verdict-bar">
      <div className="verdict-buttons" role="group" aria-label={t("alerts.verdict")}>
        {verdicts.map((verdict) => (
          <Button
            key={verdict}
            title={t("alerts.key_hint", { key: keyOf(verdict) })}
            danger={verdict === "violation"}
            type={verdict === "violation" && state !== "violation" ? "primary" : "default"}
            disabled={state === verdict && note.trim() === ""}
            aria-keyshortcuts={keyOf(verdict)}
            onClick={() => onDecide(verdict)}
          >
            {t(`verdict.${verdict}`)}
            <kbd aria-hidden>{keyOf(verdict)}</kbd>
          </Button>
        ))}
        {state !== "new" && (
          <Button type="text" onClick={() => onDecide("new")}>
            {t("alerts.reopen")}
          </Button>
        )}
      </div>
      <textarea
        className="native-textarea"
        rows={1}
        id={noteFieldId}
        aria-label={t("alerts.note")}
        placeholder={t("alerts.note_hint")}
        value={note}
        maxLength={2000}
        onChange={(event) => onNote(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            event.stopPropagation();
            event.currentTarget.blur();
          }
        }}
      />
    </div>
  );
}
