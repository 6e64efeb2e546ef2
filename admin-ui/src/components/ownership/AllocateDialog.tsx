import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Picked } from "@/components/many/picked";
import { Field } from "@/components/ui/Field";
import { SendDialog } from "@/components/ui/SendDialog";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { AllocationPreview } from "./AllocationPreview";
import { poolsQuery, useAllocate } from "./api";
import "@/components/many/many.css";

interface Props {
  customers: readonly Picked[];
  /** Whether they were offered. */
  onClose: (sent: boolean) => void;
}

/** Shows who would get whom, and then has it done. */
export function AllocateDialog({ customers, onClose }: Props) {
  const { t } = useTranslation();
  const pools = useQuery(poolsQuery).data?.items ?? [];
  const lines = [...new Set(["", ...pools.map((pool) => pool.line)])].sort();
  // Who was picked is kept, because the list behind follows what was done.
  const [ids] = useState(() => customers.map((one) => one.id));
  const [line, setLine] = useState("");
  const { mutate: ask, ...preview } = useAllocate();
  const send = useAllocate();
  useEffect(() => ask({ customers: ids, line, preview: true }), [ask, ids, line]);
  return (
    <SendDialog
      width={760}
      title={t("allocation.by_rules_many", { count: ids.length })}
      send={t("allocation.by_rules_do")}
      ready={preview.data !== undefined}
      sending={send.isPending}
      error={preview.error ?? send.error}
      onSend={() => send.mutate({ customers: ids, line, preview: false })}
      outcome={send.data && <p role="status">{t("allocation.queued", { count: send.data.queued })}</p>}
      done={t("ownership.done")}
      onClose={() => onClose(send.data !== undefined)}
    >
      <p className="muted">{t("allocation.by_rules_hint")}</p>
      {lines.length > 1 && (
        <Field label={t("ownership.line")}>
          {(id) => (
            <Select
              id={id}
              aria-label={t("ownership.line")}
              value={line}
              onChange={setLine}
              options={lines.map((one) => ({ value: one, label: one || t("ownership.no_line") }))}
            />
          )}
        </Field>
      )}
      {preview.isPending && <SkeletonRows />}
      {preview.data && (
        <div className="many-rows">
          <AllocationPreview items={preview.data.items} />
        </div>
      )}
    </SendDialog>
  );
}
