import { useQuery } from "@tanstack/react-query";
import { Button, Modal, Select } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Field } from "@/components/ui/Field";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { AllocationPreview } from "./AllocationPreview";
import { poolsQuery, useAllocate } from "./api";
import type { Picked } from "./BatchDialog";

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
  const close = () => onClose(send.data !== undefined);
  return (
    <Modal
      open
      width={760}
      title={t("allocation.by_rules_many", { count: ids.length })}
      onCancel={close}
      footer={
        send.data ? (
          <Button type="primary" onClick={close}>
            {t("ownership.done")}
          </Button>
        ) : (
          <>
            <Button onClick={close}>{t("common.cancel")}</Button>
            <Button
              type="primary"
              disabled={!preview.data}
              loading={send.isPending}
              onClick={() => send.mutate({ customers: ids, line, preview: false })}
            >
              {t("allocation.by_rules_do")}
            </Button>
          </>
        )
      }
    >
      {send.data ? (
        <p role="status">{t("allocation.queued", { count: send.data.queued })}</p>
      ) : (
        <div className="form">
          {(preview.error ?? send.error) && <ErrorNotice error={preview.error ?? send.error} />}
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
            <div className="batch-refused">
              <AllocationPreview items={preview.data.items} />
            </div>
          )}
        </div>
      )}
    </Modal>
  );
}
