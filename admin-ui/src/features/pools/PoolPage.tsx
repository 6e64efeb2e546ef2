import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { poolsQuery } from "@/components/ownership/api";
import { PickBar, usePickColumn, usePicks } from "@/components/ownership/PickBar";
import { employeesQuery } from "@/components/pickers/directory";
import { type Column, DataTable } from "@/components/ui/DataTable";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { MoreButton } from "@/components/ui/MoreButton";
import { NativeSelect } from "@/components/ui/NativeSelect";
import { PageHeader } from "@/components/ui/PageHeader";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { Tag } from "@/components/ui/Tag";
import type { Person, PoolCustomer } from "@/lib/api/types";
import { formatDateTime, formatShort } from "@/lib/format";
import { can } from "@/lib/permissions";
import { joinRef } from "@/lib/searchParams";
import { useMe } from "@/lib/session";
import { poolCustomersQuery } from "./api/pools";
import { Claim, Lost, useClaims } from "./components/Claim";
import { useCustomerName } from "./names";
import { useRulesText } from "./rules";
import "./pools.css";

const route = getRouteApi("/app/pools/$id");

/** Who is in a pool. Employees claim; those who look after others assign. */
export function PoolPage() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const me = useMe();
  const orders = can(me, "orderOwnership");
  const rep = me.user.role === "rep";
  const pools = useQuery(poolsQuery);
  const pool = pools.data?.items.find((one) => one.id === id);
  const query = useInfiniteQuery(poolCustomersQuery(id));
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const rules = useRulesText();
  const nameOf = useCustomerName();
  const picks = usePicks();
  const pickedOf = ({ customer, entry }: PoolCustomer) => ({
    id: customer.id,
    name: nameOf(customer),
    seen: entry,
  });
  const pick = usePickColumn(picks, pickedOf);
  // A rep sees nobody in the directory but himself; he may have accounts in several sources.
  const accounts = useQuery({ ...employeesQuery(""), enabled: rep }).data?.items ?? [];
  const [account, setAccount] = useState<string>();
  const claimer = accounts.find((one) => joinRef(one.source, one.id) === account) ?? accounts[0];
  const claims = useClaims(pool?.line ?? "", claimer);
  const columns = useColumns(!rep);
  const claim: Column<PoolCustomer> = {
    key: "claim",
    title: t("common.acts"),
    render: (row) => <Claim row={row} name={nameOf(row.customer)} claims={claims} />,
  };
  const shown = rep ? [...columns, claim] : orders ? [pick, ...columns] : columns;
  return (
    <div className="page">
      <div className="page-inner">
        <PageHeader
          title={pool?.name ?? t("pools.pool")}
          hint={pool && [...rules(pool).claims, ...rules(pool).returns].join(t("pools.separator"))}
        >
          {accounts.length > 1 && <Accounts accounts={accounts} value={account} onChange={setAccount} />}
          <Link to="/pools">{t("pools.all")}</Link>
        </PageHeader>
        {claims.claimed.length > 0 && (
          <p role="status" className="notice pool-claimed">
            {t("pools.claimed")}
            {claims.claimed.map((one) => (
              <Link key={one.id} to="/customers/$id" params={{ id: one.id }}>
                {one.name}
              </Link>
            ))}
          </p>
        )}
        {query.data && <Lost claims={claims} shown={new Set(rows.map((row) => row.customer.id))} />}
        {query.error && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
        {query.isPending && <SkeletonRows />}
        {orders && pool && (
          <PickBar picks={picks} customers={rows.map(pickedOf)} acts={["assign"]} line={pool.line} />
        )}
        {query.data && (
          <DataTable
            caption={pool?.name ?? t("pools.pool")}
            columns={shown}
            rows={rows}
            rowKey={(row) => row.customer.id}
            empty={<EmptyState title={t("pools.empty")} />}
          />
        )}
        <MoreButton pages={query} />
      </div>
    </div>
  );
}

function Accounts({
  accounts,
  value,
  onChange,
}: {
  accounts: readonly Person[];
  value: string | undefined;
  onChange: (account: string) => void;
}) {
  const { t } = useTranslation();
  const options = accounts.map((one) => ({
    value: joinRef(one.source, one.id),
    label: `${one.name || one.id} · ${one.source}`,
  }));
  return (
    <NativeSelect
      label={t("pools.account")}
      value={value ?? options[0]?.value ?? ""}
      options={options}
      onChange={onChange}
    />
  );
}

/** Whoever serves others may open the customer; a rep has to claim him first. */
function useColumns(opens: boolean): Column<PoolCustomer>[] {
  const { t } = useTranslation();
  const nameOf = useCustomerName();
  const columns: Column<PoolCustomer>[] = [
    {
      key: "name",
      title: t("pools.customer"),
      render: ({ customer }) => (
        <span className="pool-lines">
          {opens ? (
            <Link to="/customers/$id" params={{ id: customer.id }} className="pool-name">
              {nameOf(customer)}
            </Link>
          ) : (
            <strong>{nameOf(customer)}</strong>
          )}
          {customer.corp_name && <span className="muted">{customer.corp_name}</span>}
        </span>
      ),
    },
    {
      key: "phones",
      title: t("pools.phones"),
      nowrap: true,
      render: ({ customer }) => <span className="num">{customer.phones.join(", ")}</span>,
    },
    {
      key: "tags",
      title: t("pools.tags"),
      render: ({ customer }) => (
        <span className="pool-tags">
          {customer.grade && <Tag tone="ok">{customer.grade}</Tag>}
          {customer.stage && <Tag tone="informational">{customer.stage}</Tag>}
          {customer.tags.map((tag) => (
            <Tag key={tag} tone="low">
              {tag}
            </Tag>
          ))}
        </span>
      ),
    },
    {
      key: "last",
      title: t("pools.last"),
      nowrap: true,
      render: ({ customer }) => <Moment at={customer.last_at} />,
    },
    { key: "since", title: t("pools.since"), nowrap: true, render: (row) => <Moment at={row.since} /> },
  ];
  return columns;
}

function Moment({ at }: { at: string | null }) {
  if (!at) return null;
  return (
    <time className="num" dateTime={at} title={formatDateTime(at)}>
      {formatShort(at)}
    </time>
  );
}
