import { Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Field } from "@/components/ui/Field";
import type { AllocationWaitingList } from "@/lib/api/types";
import { useTakeOff } from "../api/allocation";

/** Lets a customer wait for nobody any more, and asks why. */
export function TakeOffDialog({
  waiting,
  onClose,
}: {
  waiting: AllocationWaitingList["items"][number];
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const send = useTakeOff();
  const { customer, line } = waiting;
  const run = () =>
    send.mutate({ customers: [customer.id], line, reason: reason.trim() }, { onSuccess: onClose });
  return (
    <Modal
      open
      title={t("allocation.take_off_named", { name: customer.name || customer.id })}
      okText={t("common.confirm")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: !reason.trim() }}
      confirmLoading={send.isPending}
      onOk={run}
      onCancel={onClose}
    >
      <div className="form">
        {send.error && <ErrorNotice error={send.error} />}
        <Field label={t("allocation.take_off_reason")} hint={t("allocation.take_off_hint")}>
          {(id, describedBy) => (
            <Input.TextArea
              id={id}
              aria-describedby={describedBy}
              rows={3}
              maxLength={160}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
      </div>
    </Modal>
  );
}
