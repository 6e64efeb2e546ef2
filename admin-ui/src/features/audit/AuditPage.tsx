import { ReloadOutlined } from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
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
import { AuditFilters } from "./AuditFilters";
import { auditQuery } from "./api/audit";
import { type AuditSearch, readAuditSearch } from "./filters";
import "./audit.css";

/** Who looked at what and who did what, newest first. */
export function AuditPage() {
  const { t } = useTranslation();
  const search = readAuditSearch(useSearch({ strict: false }));
  const navigate = useNavigate();
  const set = (part: AuditSearch) =>
    void navigate({ to: "/audit", search: { ...search, ...part }, replace: true });
  const query = useInfiniteQuery(auditQuery(search));
  const { data, error, refetch, isPending, isFetching } = query;
  return (
    <div className="page">
      <div className="page-inner">
        <PageHeader title={t("nav.audit")} hint={t("audit.hint")}>
          <Button icon={<ReloadOutlined aria-hidden />} loading={isFetching} onClick={() => void refetch()}>
            {t("common.refresh")}
          </Button>
        </PageHeader>
        <AuditFilters search={search} onChange={set} />
        {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
        {isPending && !error && <SkeletonRows />}
        {data && <AuditTable entries={data.pages.flatMap((page) => page.items)} search={search} />}
        <MoreButton pages={query} />
      </div>
    </div>
  );
}

function AuditTable({ entries, search }: { entries: readonly AuditEntry[]; search: AuditSearch }) {
  const { t } = useTranslation();
  return (
    <DataTable
      caption={t("nav.audit")}
      rows={entries}
      rowKey={(entry) => entry.id}
      empty={<EmptyState title={t(Object.keys(search).length > 0 ? "audit.none_found" : "audit.none")} />}
      columns={[
        {
          key: "at",
          title: t("audit.at"),
          nowrap: true,
          render: (e) => <span className="num">{formatDateTime(e.at)}</span>,
        },
        {
          key: "who",
          title: t("audit.who"),
          nowrap: true,
          render: (e) =>
            e.user_login ? (
              <Link
                to="/audit"
                search={{ ...search, user: e.user_login }}
                title={t("audit.all_of_user", { user: e.user_login })}
              >
                {e.user_login}
              </Link>
            ) : (
              "–"
            ),
        },
        {
          key: "action",
          title: t("audit.action"),
          nowrap: true,
          render: (e) => t(`audit.actions.${e.action}`, { defaultValue: e.action }),
        },
        {
          key: "target",
          title: t("audit.target"),
          render: (e) =>
            e.target && (
              <Link
                className="mono"
                to="/audit"
                search={{ ...search, target: e.target }}
                title={t("audit.all_of_target", { target: e.target })}
              >
                {e.target}
              </Link>
            ),
        },
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

const textOf = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(textOf).join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
};

function Detail({ detail }: { detail: Record<string, unknown> }) {
  const entries = Object.entries(detail);
  return (
    <dl className="audit-detail mono">
      {entries.map(([key, value]) => (
        <div key={key}>
          <dt>{key}</dt>
          <dd>{textOf(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
