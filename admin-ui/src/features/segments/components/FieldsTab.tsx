import { ArrowUpOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Column, DataTable } from "@/components/ui/DataTable";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { Tag } from "@/components/ui/Tag";
import type { CustomerField } from "@/lib/api/types";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { fieldsQuery, useSaveFields } from "../api/segments";
import { FieldDrawer } from "./FieldDrawer";

/** The company's own fields of customers. */
export function FieldsTab() {
  const { t } = useTranslation();
  const manages = can(useMe(), "manageGrading");
  const { data, error, refetch, isPending } = useQuery(fieldsQuery);
  const [open, setOpen] = useState<{ field: CustomerField | undefined }>();
  const saving = useSaveFields(data?.version ?? 0);
  const fields = data?.items ?? [];
  const columns: Column<CustomerField>[] = [
    {
      key: "label",
      title: t("segments.field_label"),
      render: (field) => (
        <span className="segment-lines">
          <strong>{field.label_zh}</strong>
          <span className="muted">{field.label_en}</span>
        </span>
      ),
    },
    { key: "key", title: t("segments.field_key"), nowrap: true, render: (field) => <code>{field.key}</code> },
    {
      key: "type",
      title: t("segments.field_type"),
      render: (field) => (
        <span className="segment-lines">
          {t(`segments.type.${field.type}`)}
          {field.type === "choice" && (
            <span className="muted">{field.choices?.join(t("segments.or_separator"))}</span>
          )}
        </span>
      ),
    },
    {
      key: "reps",
      title: t("segments.for_reps"),
      render: (field) => <Tag tone="informational">{t(field.for_reps ? "segments.yes" : "segments.no")}</Tag>,
    },
  ];
  if (manages) {
    columns.push({
      key: "acts",
      title: t("common.acts"),
      nowrap: true,
      render: (field) => {
        const place = fields.indexOf(field);
        return (
          <span className="segment-acts">
            <Button
              size="small"
              icon={<ArrowUpOutlined aria-hidden />}
              aria-label={t("segments.up", { name: field.label_zh })}
              disabled={place === 0}
              onClick={() =>
                saving.mutate([
                  ...fields.slice(0, place - 1),
                  field,
                  fields[place - 1]!,
                  ...fields.slice(place + 1),
                ])
              }
            />
            <Button
              size="small"
              aria-label={t("segments.edit_field", { name: field.label_zh })}
              onClick={() => setOpen({ field })}
            >
              {t("common.edit")}
            </Button>
            <Button
              size="small"
              aria-label={t("segments.delete_named", { name: field.label_zh })}
              onClick={() => saving.mutate(fields.filter((one) => one !== field))}
            >
              {t("segments.delete")}
            </Button>
          </span>
        );
      },
    });
  }
  return (
    <div className="segment-tab">
      <p className="muted">{t("segments.fields_hint")}</p>
      {manages && data && (
        <p className="segment-bar">
          <Button type="primary" onClick={() => setOpen({ field: undefined })}>
            {t("segments.create_field")}
          </Button>
        </p>
      )}
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {saving.error && !open && <ErrorNotice error={saving.error} />}
      {isPending && <SkeletonRows />}
      {data && (
        <DataTable
          caption={t("segments.fields")}
          columns={columns}
          rows={fields}
          rowKey={(field) => field.key}
          empty={<EmptyState title={t("segments.no_fields")} hint={t("segments.no_fields_hint")} />}
        />
      )}
      {open && (
        <FieldDrawer
          field={open.field}
          taken={fields.map((field) => field.key)}
          error={saving.error}
          saving={saving.isPending}
          onClose={() => setOpen(undefined)}
          onSave={(next) =>
            saving.mutate(
              open.field ? fields.map((one) => (one === open.field ? next : one)) : [...fields, next],
              { onSuccess: () => setOpen(undefined) },
            )
          }
        />
      )}
    </div>
  );
}
