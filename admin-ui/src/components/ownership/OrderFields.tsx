import { useQuery } from "@tanstack/react-query";
import { Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { PersonPicker } from "@/components/pickers/PersonPicker";
import { Field } from "@/components/ui/Field";
import { poolsQuery } from "./api";
import { asksFor, type OrderDraft } from "./order";

interface Props {
  draft: OrderDraft;
  /** Whether the line of business is still to be chosen; otherwise it stands. */
  chooseLine: boolean;
  onChange: (part: Partial<OrderDraft>) => void;
}

/** What an order needs beside its customers: whom, into which pool, until when, and why. */
export function OrderFields({ draft, chooseLine, onChange }: Props) {
  const { t } = useTranslation();
  const pools = useQuery(poolsQuery).data?.items ?? [];
  const lines = [...new Set(pools.map((pool) => pool.line))].sort();
  const asks = asksFor(draft.act);
  const fitting = pools.filter((pool) => chooseLine || pool.line === draft.line);
  return (
    <>
      {chooseLine && !asks.pool && lines.some(Boolean) && (
        <Field label={t("ownership.line")}>
          {(id) => (
            <Select
              id={id}
              aria-label={t("ownership.line")}
              value={draft.line}
              onChange={(line) => onChange({ line })}
              options={[...new Set(["", ...lines])].map((line) => ({
                value: line,
                label: line || t("ownership.no_line"),
              }))}
            />
          )}
        </Field>
      )}
      {asks.employee && (
        <Field label={t(`ownership.whom.${draft.act}`)}>
          {(id) => (
            <PersonPicker
              id={id}
              kind="employee"
              label={t(`ownership.whom.${draft.act}`)}
              value={draft.employee}
              onChange={(employee) => onChange({ employee })}
            />
          )}
        </Field>
      )}
      {asks.pool && (
        <Field label={t("ownership.pool")} hint={fitting.length === 0 ? t("ownership.no_pool") : undefined}>
          {(id, describedBy) => (
            <Select
              id={id}
              aria-label={t("ownership.pool")}
              aria-describedby={describedBy}
              showSearch={{ optionFilterProp: "label" }}
              value={draft.pool}
              onChange={(value) => {
                const pool = pools.find((one) => one.id === value);
                if (pool) onChange({ pool: pool.id, line: pool.line });
              }}
              options={fitting.map((pool) => ({
                value: pool.id,
                label: pool.line ? `${pool.name} · ${pool.line}` : pool.name,
              }))}
            />
          )}
        </Field>
      )}
      {asks.until && (
        <Field
          label={t("ownership.until")}
          hint={asks.until === "may" ? t("ownership.until_open") : undefined}
        >
          {(id, describedBy) => (
            <Input
              id={id}
              type="datetime-local"
              aria-describedby={describedBy}
              value={draft.until}
              onChange={(event) => onChange({ until: event.target.value })}
            />
          )}
        </Field>
      )}
      <Field label={t("ownership.reason")}>
        {(id) => (
          <Input
            id={id}
            maxLength={500}
            value={draft.reason}
            onChange={(event) => onChange({ reason: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}
