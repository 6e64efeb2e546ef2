import { Button, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Field } from "@/components/ui/Field";
import type { PackState, PackVersion } from "@/lib/api/types";
import { useMove } from "../api/packs";
import "@/components/ui/native.css";

/** What a move is called: the same state means another act from elsewhere. */
export function moveName(from: PackState, to: PackState): string {
  return to === "active" && from === "retired" ? "roll_back" : to;
}

/** Buttons for the states that the reader himself may move a version to, each with a word of warning. */
export function Moves({
  version,
  blocked,
  only,
}: {
  version: PackVersion;
  /** Why nothing may be moved now, for example because edits are not saved. */
  blocked?: string;
  only?: readonly PackState[];
}) {
  const { t } = useTranslation();
  const [to, setTo] = useState<PackState>();
  const moves = version.moves.filter((move) => !only || only.includes(move));
  return (
    <>
      {moves.map((move) => (
        <Button
          key={move}
          type={move === "active" || move === "review" ? "primary" : "default"}
          danger={move === "retired"}
          disabled={blocked !== undefined}
          title={blocked}
          onClick={() => setTo(move)}
        >
          {t(`studio.moves.${moveName(version.state, move)}`)}
        </Button>
      ))}
      {to && <MoveDialog version={version} to={to} onClose={() => setTo(undefined)} />}
    </>
  );
}

function MoveDialog({ version, to, onClose }: { version: PackVersion; to: PackState; onClose: () => void }) {
  const { t } = useTranslation();
  const [note, setNote] = useState("");
  const move = useMove(version);
  const name = moveName(version.state, to);
  return (
    <Modal
      open
      title={t(`studio.move_titles.${name}`, { id: version.id })}
      okText={t(`studio.moves.${name}`)}
      okButtonProps={{ danger: to === "retired" }}
      cancelText={t("common.cancel")}
      confirmLoading={move.isPending}
      onOk={() => move.mutate({ to, note: note.trim() }, { onSuccess: onClose })}
      onCancel={onClose}
    >
      <div className="form">
        <p>{t(`studio.move_hints.${name}`)}</p>
        <Field label={t("studio.note")}>
          {(id) => (
            <textarea
              id={id}
              className="native-textarea"
              rows={2}
              maxLength={2000}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          )}
        </Field>
        {move.error && <ErrorNotice error={move.error} />}
      </div>
    </Modal>
  );
}
