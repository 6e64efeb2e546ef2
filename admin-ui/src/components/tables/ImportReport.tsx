import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { DataTable } from "@/components/ui/DataTable";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { type TableKind, tableImportQuery } from "./api";
import { useFaultText } from "./faults";

/** How far an import is; once it ended, what came of it. */
export function ImportReport({ kind, id, onEnded }: { kind: TableKind; id: string; onEnded: () => void }) {
  const { t } = useTranslation();
  const faultText = useFaultText(kind);
  const { data: job, error } = useQuery(tableImportQuery(kind, id));
  const ended = job !== undefined && job.state !== "running";
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once, when it ends
  useEffect(() => {
    if (ended) onEnded();
  }, [ended]);
  if (error) return <ErrorNotice error={error} />;
  if (!job) return null;
  return (
    <div className="form">
      <p role="status">{t(`leads.import_states.${job.state}`)}</p>
      {job.problem && <p role="alert">{faultText(job.problem)}</p>}
      <dl className="table-report num">
        <dt>{t("leads.accepted")}</dt>
        <dd>{job.accepted}</dd>
        <dt>{t("leads.there_already")}</dt>
        <dd>{job.duplicate}</dd>
        <dt>{t("leads.refused")}</dt>
        <dd>{job.refused}</dd>
      </dl>
      {job.faults.length > 0 && (
        <DataTable
          caption={t("leads.refused_lines")}
          rows={job.faults}
          rowKey={(fault) => `${fault.line} ${fault.code}`}
          columns={[
            { key: "line", title: t("leads.line"), nowrap: true, render: (fault) => fault.line },
            {
              key: "code",
              title: t("leads.reason"),
              render: (fault) => faultText(fault.code),
            },
          ]}
        />
      )}
    </div>
  );
}
