import { useMutation } from "@tanstack/react-query";
import { App, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Field } from "@/components/ui/Field";
import { downloadPacket, type PacketOf } from "./packet";
import "@/components/ui/native.css";

/** Asks why, since the packet and the audit trail will say so, and keeps the file. */
export default function PacketDialog({ of, onClose }: { of: PacketOf; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const missing = reason.trim() === "";
  const making = useMutation({ mutationFn: () => downloadPacket(of, reason.trim()) });
  const make = () => {
    setTried(true);
    if (missing) return;
    making.mutate(undefined, {
      onSuccess: () => {
        void message.success(t("packet.done"));
        onClose();
      },
    });
  };
  return (
    <Modal
      open
      title={t(`packet.of.${of.about}`)}
      okText={t("packet.make")}
      cancelText={t("common.cancel")}
      confirmLoading={making.isPending}
      onOk={make}
      onCancel={onClose}
    >
      <div className="form">
        <p>{t("packet.hint")}</p>
        <Field label={t("packet.reason")} error={tried && missing ? t("packet.reason_missing") : undefined}>
          {(id, described) => (
            <textarea
              id={id}
              aria-describedby={described}
              className="native-textarea"
              rows={2}
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        {making.error && <ErrorNotice error={making.error} />}
      </div>
    </Modal>
  );
}
