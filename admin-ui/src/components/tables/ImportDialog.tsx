import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Field } from "@/components/ui/Field";
import { SendDialog } from "@/components/ui/SendDialog";
import type { LeadPreview } from "@/lib/api/types";
import { type TableKind, useImport, usePreview, useStage } from "./api";
import { ImportReport } from "./ImportReport";
import { PreviewTable } from "./PreviewTable";

interface Props {
  kind: TableKind;
  /** What columns may mean, in the order in which it is offered; `<kind>.members` has the words. */
  members: readonly string[];
  /** The name of the list that is imported; a person may give another when `named` says how it is called. */
  list: string;
  named?: { label: string; hint: string };
  onImported: () => void;
  onClose: () => void;
}

/** A table: chosen, looked at, given meanings, imported, reported on. */
export function ImportDialog({ kind, members, list, named, onImported, onClose }: Props) {
  const { t } = useTranslation();
  const stage = useStage(kind);
  const look = usePreview(kind);
  const begin = useImport(kind);
  const [name, setName] = useState(list);
  const [preview, setPreview] = useState<LeadPreview>();
  const [imported, setImported] = useState<string>();
  const columns = Object.fromEntries((preview?.columns ?? []).map((one) => [one.heading, one.member]));
  const choose = (file: File | undefined) => {
    if (!file) return;
    look.reset();
    begin.reset();
    setPreview(undefined);
    stage.mutate(file, { onSuccess: setPreview });
  };
  const change = (heading: string, member: string) => {
    if (!preview) return;
    look.mutate(
      { file: preview.file, columns: { ...columns, [heading]: member } },
      { onSuccess: setPreview },
    );
  };
  const start = () => {
    if (!preview) return;
    begin.mutate({ file: preview.file, columns, list: name }, { onSuccess: (job) => setImported(job.id) });
  };
  const error = stage.error ?? look.error ?? begin.error;
  return (
    <SendDialog
      stays
      width="min(1100px, 96vw)"
      title={t(`${kind}.import`)}
      send={t("leads.start")}
      ready={preview !== undefined && preview.good > 0 && /^[\w.-]{1,64}$/.test(name)}
      sending={begin.isPending}
      error={error}
      onSend={start}
      outcome={imported && <ImportReport kind={kind} id={imported} onEnded={onImported} />}
      done={t("leads.done")}
      onClose={onClose}
    >
      {named && (
        <Field label={named.label} hint={named.hint}>
          {(id, note) => (
            <Input
              id={id}
              aria-describedby={note}
              maxLength={64}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
      )}
      <Field label={t("leads.file")} hint={t("leads.file_hint")}>
        {(id, note) => (
          <input
            id={id}
            aria-describedby={note}
            type="file"
            accept=".csv,.txt,.tsv,.xlsx,.json,.ndjson"
            onChange={(event) => choose(event.target.files?.[0])}
          />
        )}
      </Field>
      {stage.isPending && <p role="status">{t("leads.reading")}</p>}
      {preview && (
        <PreviewTable
          kind={kind}
          members={members}
          preview={preview}
          busy={look.isPending}
          onChange={change}
        />
      )}
    </SendDialog>
  );
}
