import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { WhyText } from "@/components/ownership/WhyText";
import { type Column, DataTable } from "@/components/ui/DataTable";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { Tag } from "@/components/ui/Tag";
import type { AllocationAnswer, AllocationWaitingList } from "@/lib/api/types";
import { formatDateTime, formatNumber, formatShort } from "@/lib/format";
import { rulesQuery, usePreview, waitingQuery } from "../api/allocation";

type Waiting = AllocationWaitingList["items"][number];
type Preview = AllocationAnswer["items"][number];

/** Customers whom nobody could take yet, why, and who would get them now. */
export function WaitingList() {
  const { t } = useTranslation();
  const { data, error, refetch, isPending } = useQuery(waitingQuery);
  const rules = useQuery(rulesQuery).data?.items ?? [];
  const preview = usePreview();
  const line = data?.items[0]?.line ?? "";
  const ofLine = data?.items.filter((one) => one.line === line).map((one) => one.customer.id) ?? [];
  const columns: Column<Waiting>[] = [
    {
      key: "customer",
      title: t("allocation.customer"),
      render: ({ customer }) => (
        <Link to="/customers/$id" params={{ id: customer.id }}>
          {customer.name || customer.id}
        </Link>
      ),
    },
    { key: "line", title: t("ownership.line"), render: (row) => row.line },
    {
      key: "reason",
      title: t("allocation.reason_title"),
      render: (row) => (
        <span className="allocation-lines">
          <span>{t(`allocation.reason.${row.reason ?? "queued"}`, { defaultValue: row.reason ?? "" })}</span>
          {row.rule && (
            <span className="muted">{rules.find((one) => one.id === row.rule)?.name ?? row.rule}</span>
          )}
        </span>
      ),
    },
    {
      key: "origin",
      title: t("allocation.origin_title"),
      render: (row) => t(`allocation.origin.${row.origin}`),
    },
    {
      key: "since",
      title: t("allocation.since"),
      nowrap: true,
      render: (row) => <Time at={row.since} />,
    },
    {
      key: "next",
      title: t("allocation.next"),
      nowrap: true,
      render: (row) => row.next_at && <Time at={row.next_at} />,
    },
  ];
  return (
    <div className="allocation-tab">
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {isPending && <SkeletonRows />}
      {data && data.counts.length > 0 && (
        <p className="allocation-acts">
          {data.counts.map((one) => (
            <Tag key={one.reason ?? ""} tone="informational">
              {t(`allocation.reason.${one.reason ?? "queued"}`, { defaultValue: one.reason ?? "" })}{" "}
              {formatNumber(one.customers)}
            </Tag>
          ))}
          <Button loading={preview.isPending} onClick={() => preview.mutate({ customers: ofLine, line })}>
            {t("allocation.preview")}
          </Button>
        </p>
      )}
      {preview.error && <ErrorNotice error={preview.error} />}
      {preview.data && <PreviewTable items={preview.data.items} />}
      {data && (
        <DataTable
          caption={t("allocation.waiting")}
          columns={columns}
          rows={data.items}
          rowKey={(row) => `${row.customer.id} ${row.line}`}
          empty={<EmptyState title={t("allocation.nobody_waits")} />}
        />
      )}
    </div>
  );
}

function PreviewTable({ items }: { items: readonly Preview[] }) {
  const { t } = useTranslation();
  const nameOf = (row: Preview) =>
    row.why.takers?.find((one) => one.id === row.taker?.id && one.source === row.taker.source)?.name ??
    row.taker?.id ??
    t(`allocation.reason.${row.reason}`, { defaultValue: row.reason ?? "" });
  const columns: Column<Preview>[] = [
    {
      key: "customer",
      title: t("allocation.customer"),
      render: (row) => row.customer.name || row.customer.id,
    },
    { key: "taker", title: t("allocation.would_get"), render: nameOf },
    { key: "rule", title: t("allocation.rule"), render: (row) => row.rule?.name },
    { key: "why", title: t("allocation.why"), render: (row) => <WhyText why={row.why} /> },
  ];
  return (
    <DataTable
      caption={t("allocation.preview")}
      columns={columns}
      rows={items}
      rowKey={(row) => row.customer.id}
    />
  );
}

function Time({ at }: { at: string }) {
  return (
    <time className="num" dateTime={at} title={formatDateTime(at)}>
      {formatShort(at)}
    </time>
  );
}
