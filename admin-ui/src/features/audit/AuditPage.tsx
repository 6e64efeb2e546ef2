import { ReloadOutlined } from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { DataTable } from "@/components/ui/DataTable";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { MoreButton } from "@/components/ui/MoreButton";
import { PageHeader } from "@/components/ui/PageHeader";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import type { AuditEntry } from "@/lib/api/types";
import { formatDateTime } from "@/lib/format";
import { useCodeText } from "@/lib/i18n";
import { auditQuery } from "./api/audit";
import "./audit.css";

/** Who looked at what and who did what, newest first. */
export function AuditPage() {
  const { t } = useTranslation();
  const query = useInfiniteQuery(auditQuery);
  const { data, error, refetch, isPending, isFetching } = query;
  return (
    <div className="page">
      <div className="page-inner">
        <PageHeader title={t("nav.audit")} hint={t("audit.hint")}>
          <Button icon={<ReloadOutlined aria-hidden />} loading={isFetching} onClick={() => void refetch()}>
            {t("common.refresh")}
          </Button>
        </PageHeader>
        {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
        {isPending ? (
          <SkeletonRows />
        ) : (
          <AuditTable entries={data?.pages.flatMap((page) => page.items) ?? []} />
        )}
        <MoreButton pages={query} />
      </div>
    </div>
  );
}

function AuditTable({ entries }: { entries: readonly AuditEntry[] }) {
  const { t } = useTranslation();
  const codeText = useCodeText();
  return (
    <DataTable
      caption={t("nav.audit")}
      rows={entries}
      rowKey={(entry) => entry.id}
      empty={<EmptyState title={t("audit.none")} />}
      columns={[
        {
          key: "at",
          title: t("audit.at"),
          nowrap: true,
          render: (e) => <span className="num">{formatDateTime(e.at)}</span>,
        },
        { key: "who", title: t("audit.who"), nowrap: true, render: (e) => e.user_login || "–" },
        {
          key: "action",
          title: t("audit.action"),
          nowrap: true,
          render: (e) => codeText("audit.actions", e.action),
        },
        { key: "target", title: t("audit.target"), render: (e) => <span className="mono">{e.target}</span> },
        { key: "detail", title: t("audit.detail"), render: (e) => <Detail detail={e.detail} /> },
        {
          key: "peer",
          title: t("audit.peer"),
          nowrap: true,
          render: (e) => <span className="mono">{e.peer}</span>,
        },
      ]}
    />
  );
}

function Detail({ detail }: { detail: Record<string, unknown> }) {
  const entries = Object.entries(detail);
  return (
    <dl className="audit-detail mono">
      {entries.map(([key, value]) => (
        <div key={key}>
          <dt>{key}</dt>
          <dd>{typeof value === "string" ? value : JSON.stringify(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
