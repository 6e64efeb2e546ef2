import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Popconfirm } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Column, DataTable } from "@/components/ui/DataTable";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { Tag } from "@/components/ui/Tag";
import type { CustomerSegment } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";
import { useMe } from "@/lib/session";
import { countQuery, fieldsQuery, segmentsQuery, useDeleteSegment } from "../api/segments";
import { useConditionText } from "../words";
import { SegmentDrawer } from "./SegmentDrawer";

/** One's own segments and the shared ones, each with how many are in it now. */
export function SegmentsTab() {
  const { t } = useTranslation();
  const me = useMe();
  const { data, error, refetch, isPending } = useQuery(segmentsQuery);
  const text = useConditionText(useQuery(fieldsQuery).data?.items ?? []);
  const [form, setForm] = useState<{ segment: CustomerSegment | undefined }>();
  const gone = useDeleteSegment();
  const mine = (segment: CustomerSegment) => segment.own || me.user.role === "administrator";
  const columns: Column<CustomerSegment>[] = [
    {
      key: "name",
      title: t("segments.name"),
      render: (segment) => (
        <span className="segment-lines">
          <Link to="/customers" search={{ segment: segment.id }} className="segment-name">
            {segment.name}
          </Link>
          {segment.shared && <Tag tone="informational">{t("segments.shared")}</Tag>}
          {!segment.own && <span className="muted">{segment.owner}</span>}
        </span>
      ),
    },
    { key: "condition", title: t("segments.condition"), render: (segment) => text(segment.condition) },
    {
      key: "customers",
      title: t("segments.customers"),
      align: "end",
      nowrap: true,
      render: (segment) => <Count condition={segment.condition} />,
    },
    {
      key: "acts",
      title: t("common.acts"),
      nowrap: true,
      render: (segment) =>
        mine(segment) && (
          <span className="segment-acts">
            <Button
              size="small"
              aria-label={t("segments.edit", { name: segment.name })}
              onClick={() => setForm({ segment })}
            >
              {t("common.edit")}
            </Button>
            <Popconfirm
              title={t("segments.delete_sure")}
              okText={t("common.confirm")}
              cancelText={t("common.cancel")}
              onConfirm={() => gone.mutate(segment.id)}
            >
              <Button size="small" aria-label={t("segments.delete_named", { name: segment.name })}>
                {t("segments.delete")}
              </Button>
            </Popconfirm>
          </span>
        ),
    },
  ];
  return (
    <div className="segment-tab">
      <p className="segment-bar">
        <Button
          type="primary"
          icon={<PlusOutlined aria-hidden />}
          onClick={() => setForm({ segment: undefined })}
        >
          {t("segments.create")}
        </Button>
      </p>
      {(error ?? gone.error) && <ErrorNotice error={error ?? gone.error} onRetry={() => void refetch()} />}
      {isPending && <SkeletonRows />}
      {data && (
        <DataTable
          caption={t("segments.title")}
          columns={columns}
          rows={data.items}
          rowKey={(segment) => segment.id}
          empty={<EmptyState title={t("segments.none")} hint={t("segments.none_hint")} />}
        />
      )}
      {form && <SegmentDrawer segment={form.segment} onClose={() => setForm(undefined)} />}
    </div>
  );
}

function Count({ condition }: { condition: CustomerSegment["condition"] }) {
  const { t } = useTranslation();
  const { data, error } = useQuery(countQuery(condition));
  if (error) return <span className="muted">—</span>;
  if (!data) return <span className="muted">…</span>;
  return data.customers === null ? t("segments.count_slow") : formatNumber(data.customers);
}
