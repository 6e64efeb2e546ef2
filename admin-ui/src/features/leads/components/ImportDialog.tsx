import { Button, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Field } from "@/components/ui/Field";
import type { LeadPreview } from "@/lib/api/types";
import { useImport, usePreview, useStage } from "../api/leads";
import { ImportReport } from "./ImportReport";
import { PreviewTable } from "./PreviewTable";

/** A table of leads: chosen, looked at, given meanings, imported, reported on. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const stage = useStage();
  const look = usePreview();
  const begin = useImport();
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
    begin.mutate({ file: preview.file, columns, list: "lead" }, { onSuccess: (job) => setImported(job.id) });
  };
  const error = stage.error ?? look.error ?? begin.error;
  return (
    <Modal
      open
      width="min(1100px, 96vw)"
      title={t("leads.import")}
      onCancel={onClose}
      mask={{ closable: false }}
      footer={
        imported ? (
          <Button type="primary" onClick={onClose}>
            {t("leads.done")}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{t("common.cancel")}</Button>
            <Button
              type="primary"
              disabled={!preview || preview.good === 0}
              loading={begin.isPending}
              onClick={start}
            >
              {t("leads.start")}
            </Button>
          </>
        )
      }
    >
      {imported ? (
        <ImportReport id={imported} />
      ) : (
        <div className="form">
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
          {error && <ErrorNotice error={error} />}
          {preview && <PreviewTable preview={preview} busy={look.isPending} onChange={change} />}
        </div>
      )}
    </Modal>
  );
}
