import { DownloadOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DataTable } from "@/components/ui/DataTable";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import type { Parked, ParkedCount } from "@/lib/api/types";
import { formatBytes, formatNumber } from "@/lib/format";
import { useCodeText } from "@/lib/i18n";
import { parkedQuery, useRetryParked } from "../api/status";

/** What could not be read and waits aside, by reason; nothing is shown while nothing waits. */
export function ParkedPanel({ mayRead, mayRetry }: { mayRead: boolean; mayRetry: boolean }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<{ source: string; reason: string }>();
  const counts = useQuery(parkedQuery());
  const retry = useRetryParked();
  if (counts.error) return <ErrorNotice error={counts.error} onRetry={() => void counts.refetch()} />;
  if (!counts.data || counts.data.counts.length === 0) return null;
  return (
    <section className="panel" aria-label={t("status.aside")}>
      <h2>{t("status.aside")}</h2>
      <p className="muted">{t("status.aside_hint")}</p>
      {retry.error && <ErrorNotice error={retry.error} />}
      {retry.isSuccess && <p role="status">{t("status.retry_begun")}</p>}
      <Counts
        items={counts.data.counts}
        onShow={setChosen}
        onRetry={mayRetry ? (source) => retry.mutate(source) : undefined}
      />
      {chosen && <Newest {...chosen} mayRead={mayRead} />}
    </section>
  );
}

function Counts(props: {
  items: ParkedCount[];
  onShow: (of: { source: string; reason: string }) => void;
  onRetry: ((source: string) => void) | undefined;
}) {
  const { t } = useTranslation();
  const codeText = useCodeText();
  return (
    <DataTable
      caption={t("status.by_reason")}
      rows={props.items}
      rowKey={(one) => `${one.source} ${one.reason}`}
      columns={[
        { key: "source", title: t("status.source"), render: (one) => one.source },
        { key: "reason", title: t("status.reason"), render: (one) => codeText("problems", one.reason) },
        { key: "count", title: t("status.waiting"), align: "end", render: (one) => formatNumber(one.count) },
        {
          key: "acts",
          title: t("status.acts"),
          render: (one) => (
            <>
              <Button size="small" onClick={() => props.onShow({ source: one.source, reason: one.reason })}>
                {t("status.show_newest")}
              </Button>{" "}
              {props.onRetry && (
                <Button size="small" onClick={() => props.onRetry?.(one.source)}>
                  {t("status.try_again")}
                </Button>
              )}
            </>
          ),
        },
      ]}
    />
  );
}

function Newest({ source, reason, mayRead }: { source: string; reason: string; mayRead: boolean }) {
  const { t } = useTranslation();
  const { data, error } = useQuery(parkedQuery({ source, reason }));
  if (error) return <ErrorNotice error={error} />;
  const bytes = (one: Parked) => formatBytes(one.envelope_bytes);
  return (
    <DataTable
      caption={t("status.newest_of", { source })}
      rows={data?.items ?? []}
      rowKey={(one) => one.id}
      columns={[
        { key: "id", title: t("status.leaf"), render: (one) => formatNumber(Number(one.id)) },
        { key: "key", title: t("status.key"), render: (one) => <span className="mono">{one.key}</span> },
        {
          key: "bytes",
          title: t("status.original"),
          render: (one) =>
            mayRead ? (
              <a href={`/api/v1/parked/${one.id}/envelope`} download>
                <DownloadOutlined aria-hidden /> {bytes(one)}
              </a>
            ) : (
              bytes(one)
            ),
        },
      ]}
    />
  );
}
