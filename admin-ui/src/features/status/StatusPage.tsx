import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Facts } from "@/components/ui/Facts";
import { PageHeader } from "@/components/ui/PageHeader";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import type { SystemStatus } from "@/lib/api/types";
import { formatBytes, formatDateTime, formatNumber, formatRate, formatSpan } from "@/lib/format";
import { useLiveEvents } from "@/lib/live";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { statusQuery } from "./api/status";
import { DeliveryPanel } from "./components/DeliveryPanel";
import { EvidencePanel } from "./components/EvidencePanel";
import { InterceptPanels } from "./components/InterceptPanel";
import { ParkedPanel } from "./components/ParkedPanel";
import { ProofPanel } from "./components/ProofPanel";
import { SourcePanel } from "./components/SourcePanel";
import "./status.css";

/** How the server is doing: what comes in, what waits, what is proven. */
export function StatusPage() {
  const { t } = useTranslation();
  const me = useMe();
  const client = useQueryClient();
  const { data, error, refetch, isPending, dataUpdatedAt } = useQuery(statusQuery);
  useLiveEvents(
    (event) => {
      if (event.kind === "status") void client.invalidateQueries({ queryKey: statusQuery.queryKey });
    },
    can(me, "followEvents"),
  );
  return (
    <div className="page">
      <div className="page-inner">
        <PageHeader title={t("nav.status")}>
          {data && (
            <span className="muted num">
              {t("status.updated", { time: formatDateTime(new Date(dataUpdatedAt).toISOString()) })}
            </span>
          )}
        </PageHeader>
        {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
        {isPending && <SkeletonRows rows={6} />}
        {data && (
          <Panels
            status={data}
            mayVerify={can(me, "verifyEvidence")}
            waits={{
              seen: can(me, "seeParked"),
              intercepts: can(me, "seeIntercepts"),
              mayRead: can(me, "readParked"),
              mayRetry: can(me, "retryParked"),
            }}
          />
        )}
      </div>
    </div>
  );
}

function Panels({
  status,
  mayVerify,
  waits,
}: {
  status: SystemStatus;
  mayVerify: boolean;
  waits: { seen: boolean; intercepts: boolean; mayRead: boolean; mayRetry: boolean };
}) {
  const { t } = useTranslation();
  return (
    <>
      <PipelinePanel status={status} />
      <SearchPanel search={status.search} />
      <EvidencePanel evidence={status.evidence} mayVerify={mayVerify} />
      <ProofPanel mayMake={mayVerify} />
      <h2 className="section-title">{t("status.sources", { count: status.sources.length })}</h2>
      {status.sources.length === 0 && (
        <EmptyState title={t("status.no_sources")} hint={t("status.no_sources_hint")} />
      )}
      {status.sources.map((source) => (
        <SourcePanel key={source.source} source={source} />
      ))}
      {waits.seen && <ParkedPanel mayRead={waits.mayRead} mayRetry={waits.mayRetry} />}
      <DeliveryPanel callbacks={status.callbacks} channels={status.channels} />
      {waits.intercepts && <InterceptPanels />}
      <ServerPanel status={status} />
    </>
  );
}

function PipelinePanel({ status: { pipeline, media } }: { status: SystemStatus }) {
  const { t } = useTranslation();
  const share = pipeline.queue_capacity > 0 ? pipeline.queue_depth / pipeline.queue_capacity : 0;
  return (
    <section className="panel">
      <h2>{t("status.pipeline")}</h2>
      <Facts
        items={[
          [
            t("status.queue"),
            <span key="queue">
              {t("status.queue_of", {
                depth: formatNumber(pipeline.queue_depth),
                capacity: formatNumber(pipeline.queue_capacity),
              })}
              <meter
                className="queue-meter"
                aria-label={t("status.queue")}
                min={0}
                max={1}
                high={0.8}
                value={share}
              />
            </span>,
          ],
          [t("status.rate"), t("status.per_second", { rate: formatRate(pipeline.messages_per_s) })],
          [t("status.committed"), formatNumber(pipeline.committed_messages)],
          [t("status.duplicates"), formatNumber(pipeline.duplicates)],
          [t("status.media_pending"), formatNumber(media.pending)],
        ]}
      />
    </section>
  );
}

/** How far what can be searched agrees with the evidence; less than all is said in words. */
function SearchPanel({ search }: { search: SystemStatus["search"] }) {
  const { t } = useTranslation();
  const lost = search.missing + search.unfindable;
  return (
    <section className="panel">
      <h2>{t("status.search")}</h2>
      {lost > 0 && (
        <p className="notice notice-error" role="alert">
          {t("status.search_lost", { count: lost, total: formatNumber(lost) })}
        </p>
      )}
      <Facts
        items={[
          [t("status.search_coverage"), `${(Math.floor(search.coverage * 1e5) / 1e3).toString()} %`],
          [t("status.search_messages"), formatNumber(search.messages)],
          [t("status.search_sampled"), formatNumber(search.sampled)],
          [
            t("status.search_round"),
            search.finished_at ? formatDateTime(search.finished_at) : t("status.search_first_round"),
          ],
        ]}
      />
    </section>
  );
}

function ServerPanel({ status: { database, server, evidence } }: { status: SystemStatus }) {
  const { t } = useTranslation();
  return (
    <section className="panel">
      <h2>{t("status.server")}</h2>
      <Facts
        items={[
          [t("status.database"), t(`status.database_modes.${database.mode}`)],
          [t("status.database_size"), formatBytes(database.size_bytes)],
          [t("status.schema"), formatNumber(database.schema_version)],
          [t("status.version"), server.version],
          [t("status.uptime"), formatSpan(server.uptime_s)],
          [
            t("status.archive_id"),
            <span key="archive" className="mono">
              {evidence.archive_id}
            </span>,
          ],
        ]}
      />
    </section>
  );
}
