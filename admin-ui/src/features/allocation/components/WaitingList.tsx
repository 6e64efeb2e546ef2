import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AllocationPreview } from "@/components/ownership/AllocationPreview";
import { useAllocate } from "@/components/ownership/api";
import { type Column, DataTable } from "@/components/ui/DataTable";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { Tag } from "@/components/ui/Tag";
import type { AllocationWaitingList } from "@/lib/api/types";
import { formatDateTime, formatNumber, formatShort } from "@/lib/format";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { rulesQuery, waitingQuery } from "../api/allocation";
import { TakeOffDialog } from "./TakeOffDialog";

type Waiting = AllocationWaitingList["items"][number];

/** Customers whom nobody could take yet, why, and who would get them now. */
export function WaitingList() {
  const { t } = useTranslation();
  const { data, error, refetch, isPending } = useQuery(waitingQuery);
  const rules = useQuery(rulesQuery).data?.items ?? [];
  const preview = useAllocate();
  const allocates = can(useMe(), "allocate");
  const [off, setOff] = useState<Waiting>();
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
  if (allocates) {
    columns.push({
      key: "acts",
      title: t("common.acts"),
      render: (row) => (
        <Button
          size="small"
          aria-label={t("allocation.take_off_named", { name: row.customer.name || row.customer.id })}
          onClick={() => setOff(row)}
        >
          {t("allocation.take_off")}
        </Button>
      ),
    });
  }
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
          <Button
            loading={preview.isPending}
            onClick={() => preview.mutate({ customers: ofLine, line, preview: true })}
          >
            {t("allocation.preview")}
          </Button>
        </p>
      )}
      {preview.error && <ErrorNotice error={preview.error} />}
      {preview.data && <AllocationPreview items={preview.data.items} />}
      {data && (
        <DataTable
          caption={t("allocation.waiting")}
          columns={columns}
          rows={data.items}
          rowKey={(row) => `${row.customer.id} ${row.line}`}
          empty={<EmptyState title={t("allocation.nobody_waits")} />}
        />
      )}
      {off && <TakeOffDialog waiting={off} onClose={() => setOff(undefined)} />}
    </div>
  );
}

function Time({ at }: { at: string }) {
  return (
    <time className="num" dateTime={at} title={formatDateTime(at)}>
      {formatShort(at)}
    </time>
  );
}
