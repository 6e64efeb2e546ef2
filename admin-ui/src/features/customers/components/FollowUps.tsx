import { useQuery } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Field } from "@/components/ui/Field";
import { NativeSelect } from "@/components/ui/NativeSelect";
import { Tag } from "@/components/ui/Tag";
import type { Note, NoteKind } from "@/lib/api/types";
import { formatDateTime, formatShort } from "@/lib/format";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { openStepsQuery, useStepDone, useWriteNote } from "../api/notes";

export const noteKinds: readonly NoteKind[] = ["note", "call", "visit", "other"];

/** What is to be done next with a customer, and a small form for a note. */
export function FollowUps({ id }: { id: string }) {
  const { t } = useTranslation();
  const me = useMe();
  const { data, error, refetch } = useQuery(openStepsQuery(id));
  const done = useStepDone();
  const [writing, setWriting] = useState(false);
  return (
    <section aria-label={t("customers.follow_ups")}>
      <h2>{t("customers.follow_ups")}</h2>
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {done.error && <ErrorNotice error={done.error} />}
      {data?.items.length === 0 && <p className="muted">{t("customers.no_step")}</p>}
      <ul className="customer-list">
        {data?.items.map((note) => (
          <Step key={note.id} note={note} busy={done.isPending} onDone={() => done.mutate(note)} />
        ))}
      </ul>
      {can(me, "writeNotes") && !writing && (
        <Button className="note-begin" size="small" onClick={() => setWriting(true)}>
          {t("customers.write_note")}
        </Button>
      )}
      {writing && <NoteForm id={id} onClose={() => setWriting(false)} />}
    </section>
  );
}

function Step({ note, busy, onDone }: { note: Note; busy: boolean; onDone: () => void }) {
  const { t } = useTranslation();
  const step = note.next_step;
  if (!step) return null;
  const late = Date.parse(step.due_at) < Date.now();
  return (
    <li>
      <span className="customer-value">{step.text}</span>
      <span className="customer-relation muted">
        {late && <Tag tone="medium">{t("customers.overdue")}</Tag>}
        <time className="num" dateTime={step.due_at} title={formatDateTime(step.due_at)}>
          {formatShort(step.due_at)}
        </time>
        {note.writer_name}
        <Button size="small" disabled={busy} onClick={onDone}>
          {t("customers.done")}
        </Button>
      </span>
    </li>
  );
}

/** The clock of the form is the company's. */
const toTime = (local: string) => `${local}:00+08:00`;

function NoteForm({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const write = useWriteNote(id);
  const [kind, setKind] = useState<NoteKind>("note");
  const [text, setText] = useState("");
  const [step, setStep] = useState("");
  const [due, setDue] = useState("");
  const whole = text.trim() !== "" && (step.trim() === "") === (due === "");
  const send = (event: FormEvent) => {
    event.preventDefault();
    const next = step.trim() ? { next_step: step.trim(), due_at: toTime(due) } : {};
    write.mutate({ kind, text: text.trim(), ...next }, { onSuccess: onClose });
  };
  return (
    <form className="note-form" onSubmit={send}>
      {write.error && <ErrorNotice error={write.error} />}
      <NativeSelect
        label={t("customers.note_kind_label")}
        value={kind}
        options={noteKinds.map((value) => ({ value, label: t(`customers.note_kind.${value}`) }))}
        onChange={(value) => setKind(noteKinds.find((one) => one === value) ?? "note")}
      />
      <Field label={t("customers.note_text")}>
        {(field) => (
          <Input.TextArea
            id={field}
            rows={4}
            maxLength={4000}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <Field label={t("customers.next_step")} hint={t("customers.next_step_hint")}>
        {(field, describedBy) => (
          <Input
            id={field}
            aria-describedby={describedBy}
            maxLength={200}
            value={step}
            onChange={(event) => setStep(event.target.value)}
          />
        )}
      </Field>
      <Field label={t("customers.due")}>
        {(field) => (
          <Input
            id={field}
            type="datetime-local"
            value={due}
            onChange={(event) => setDue(event.target.value)}
          />
        )}
      </Field>
      <p className="customer-acts">
        <Button type="primary" size="small" htmlType="submit" disabled={!whole} loading={write.isPending}>
          {t("common.save")}
        </Button>
        <Button size="small" onClick={onClose}>
          {t("common.cancel")}
        </Button>
      </p>
    </form>
  );
}
