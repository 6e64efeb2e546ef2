import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { nameOfPerson } from "@/components/ownership/ledger";
import { DataTable } from "@/components/ui/DataTable";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { formatAge, formatDateTime } from "@/lib/format";
import { returningQuery } from "../api/pools";
import { useCustomerName } from "../names";

/** Customers whom a pool takes back unless their owner does something. */
export function ReturningList() {
  const { t } = useTranslation();
  const nameOf = useCustomerName();
  const { data, error, refetch, isPending } = useQuery(returningQuery);
  return (
    <div className="pool-tab">
      <p className="muted pool-note">{t("pools.returning_hint")}</p>
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {isPending && <SkeletonRows />}
      {data && (
        <DataTable
          caption={t("pools.returning")}
          rows={data.items}
          rowKey={(one) => `${one.customer.id}|${one.line}`}
          empty={<EmptyState title={t("pools.returning_none")} />}
          columns={[
            {
              key: "customer",
              title: t("pools.customer"),
              render: (one) => (
                <Link to="/customers/$id" params={{ id: one.customer.id }} className="pool-name">
                  {nameOf(one.customer)}
                </Link>
              ),
            },
            {
              key: "owner",
              title: t("pools.owner"),
              render: (one) => (
                <>
                  {nameOfPerson(one.owner)} <span className="muted">{one.owner.department}</span>
                </>
              ),
            },
            {
              key: "pool",
              title: t("pools.goes_to"),
              render: (one) => [one.pool?.name, one.line].filter(Boolean).join(" · "),
            },
            {
              key: "due",
              title: t("pools.due"),
              nowrap: true,
              render: (one) => (
                <time className="num" dateTime={one.due_at}>
                  {formatDateTime(one.due_at)} <span className="muted">{formatAge(one.due_at)}</span>
                </time>
              ),
            },
          ]}
        />
      )}
    </div>
  );
}
