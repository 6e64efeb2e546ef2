import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { DataTable } from "@/components/ui/DataTable";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Facts } from "@/components/ui/Facts";
import type { Intercepts } from "@/lib/api/types";
import { formatDateTime, formatNumber } from "@/lib/format";
import { useBilingual, useCodeText } from "@/lib/i18n";
import { interceptsQuery } from "../api/status";

/** Words that the chat platform stops for us; nothing is shown where no company has this switched on. */
export function InterceptPanels() {
  const { data, error, refetch } = useQuery(interceptsQuery);
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  return (data?.items ?? []).map((one) => <InterceptPanel key={one.source} view={one} />);
}

function InterceptPanel({ view }: { view: Intercepts }) {
  const { t } = useTranslation();
  const codeText = useCodeText();
  const title = t("status.intercepts_of", { company: view.company });
  return (
    <section className="panel" aria-label={title}>
      <h2>{title}</h2>
      {view.problem && (
        <p role="alert">
          {codeText("problems", view.problem)} {view.problem_detail}
        </p>
      )}
      <Facts
        items={[
          [
            t("status.intercept_rules"),
            t("status.intercept_standing", {
              standing: formatNumber(view.standing),
              planned: formatNumber(view.planned),
            }),
          ],
          [t("status.intercept_words"), formatNumber(view.words)],
          [t("status.intercept_others"), formatNumber(view.others)],
          [
            t("status.intercept_checked"),
            view.checked_at ? formatDateTime(view.checked_at) : t("status.intercept_never"),
          ],
        ]}
      />
      {view.drift.length > 0 && <Drift items={view.drift} />}
      {view.unfit.length > 0 && <Unfit view={view} />}
    </section>
  );
}

function Drift({ items }: { items: Intercepts["drift"] }) {
  const { t } = useTranslation();
  return (
    <DataTable
      caption={t("status.intercept_drift")}
      rows={items}
      rowKey={(one) => `${one.name} ${one.found_at}`}
      columns={[
        { key: "at", title: t("status.intercept_found"), render: (one) => formatDateTime(one.found_at) },
        { key: "what", title: t("status.intercept_what"), render: (one) => t(`status.drift_${one.what}`) },
        {
          key: "name",
          title: t("status.intercept_name"),
          render: (one) => <span className="mono">{one.name}</span>,
        },
      ]}
    />
  );
}

function Unfit({ view }: { view: Intercepts }) {
  const { t } = useTranslation();
  const bilingual = useBilingual();
  const codeText = useCodeText();
  return (
    <DataTable
      caption={t("status.intercept_unfit", { total: formatNumber(view.unfit_count) })}
      rows={view.unfit}
      rowKey={(one) => `${one.rule_id} ${one.word} ${one.reason}`}
      columns={[
        {
          key: "word",
          title: t("status.intercept_word"),
          render: (one) => one.word || t("status.intercept_content"),
        },
        {
          key: "rule",
          title: t("status.intercept_rule"),
          render: (one) => bilingual(one.title) || one.rule_id,
        },
        { key: "reason", title: t("status.reason"), render: (one) => codeText("problems", one.reason) },
      ]}
    />
  );
}
