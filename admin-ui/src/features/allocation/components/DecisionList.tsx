import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { nameOfPerson } from "@/components/ownership/ledger";
import { WhyText } from "@/components/ownership/WhyText";
import { type Column, DataTable } from "@/components/ui/DataTable";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { MoreButton } from "@/components/ui/MoreButton";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { Tag } from "@/components/ui/Tag";
import type { Allocation } from "@/lib/api/types";
import { formatDateTime, formatShort } from "@/lib/format";
import { decisionsQuery } from "../api/allocation";
import type { AllocationSearch } from "../filters";
import { DecisionFilters } from "./DecisionFilters";

/** Who got whom, and why, the newest first. */
export function DecisionList({
  search,
  onChange,
}: {
  search: AllocationSearch;
  onChange: (part: AllocationSearch) => void;
}) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(decisionsQuery(search));
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const columns: Column<Allocation>[] = [
    {
      key: "at",
      title: t("allocation.at"),
      nowrap: true,
      render: ({ at }) => (
        <time className="num" dateTime={at} title={formatDateTime(at)}>
          {formatShort(at)}
        </time>
      ),
    },
    {
      key: "customer",
      title: t("allocation.customer"),
      render: ({ customer }) => (
        <Link to="/customers/$id" params={{ id: customer.id }}>
          {customer.name || customer.id}
        </Link>
      ),
    },
    { key: "what", title: t("allocation.what"), render: (row) => <What row={row} /> },
    { key: "rule", title: t("allocation.rule"), render: (row) => row.rule?.name },
    { key: "why", title: t("allocation.why"), render: (row) => <WhyText why={row.why} /> },
  ];
  return (
    <div className="allocation-tab">
      <DecisionFilters search={search} onChange={onChange} />
      {query.error && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <SkeletonRows />}
      {query.data && (
        <DataTable
          caption={t("allocation.decisions")}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          empty={<EmptyState title={t("allocation.no_decisions")} />}
        />
      )}
      <MoreButton pages={query} />
    </div>
  );
}

function What({ row }: { row: Allocation }) {
  const { t } = useTranslation();
  const names = {
    taker: row.taker ? nameOfPerson(row.taker) : "",
    from: row.moved_from ? nameOfPerson(row.moved_from) : "",
    pool: row.pool?.name ?? "",
  };
  const kept = row.act === "kept" && !row.taker ? "kept_in_pool" : row.act;
  const { state, due_at } = row.time_out;
  return (
    <span className="allocation-lines">
      <span>{t(`allocation.act.${kept}`, names)}</span>
      {row.state === "refused" && <Tag tone="medium">{t("allocation.refused")}</Tag>}
      {state !== "none" && (
        <span className="muted">
          {t(`allocation.watch.${state}`, { due: due_at ? formatDateTime(due_at) : "" })}
        </span>
      )}
    </span>
  );
}
