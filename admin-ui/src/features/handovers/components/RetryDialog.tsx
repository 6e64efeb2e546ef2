import { Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PersonPicker } from "@/components/pickers/PersonPicker";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Field } from "@/components/ui/Field";
import type { HandoverDetail, HandoverItem } from "@/lib/api/types";
import { joinRef, splitRef } from "@/lib/searchParams";
import { useRetry } from "../api/handovers";

/** Asks for one of them again, with the same or another taker. */
export function RetryDialog({
  handover,
  item,
  onClose,
}: {
  handover: HandoverDetail;
  item: HandoverItem;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const retry = useRetry(handover.id);
  const [taker, setTaker] = useState<string | undefined>(joinRef(handover.source, item.taker.id));
  const chosen = splitRef(taker);
  const again = () => chosen && retry.mutate({ n: item.n, taker: chosen.id }, { onSuccess: onClose });
  return (
    <Modal
      open
      title={t("handovers.again_title", { name: item.name || item.id })}
      okText={t("handovers.again")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: !chosen }}
      confirmLoading={retry.isPending}
      onOk={again}
      onCancel={onClose}
    >
      <div className="form">
        <Field
          label={t("handovers.taker")}
          hint={item.advice === "other_taker" ? t("handovers.better_choice") : undefined}
        >
          {(id) => (
            <PersonPicker
              kind="employee"
              id={id}
              label={t("handovers.pick_taker")}
              value={taker}
              onChange={setTaker}
            />
          )}
        </Field>
        {retry.error && <ErrorNotice error={retry.error} />}
      </div>
    </Modal>
  );
}
