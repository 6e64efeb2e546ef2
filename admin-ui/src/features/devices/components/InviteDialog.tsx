import { Input, Modal, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PersonPicker } from "@/components/pickers/PersonPicker";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Field } from "@/components/ui/Field";
import type { Invitation } from "@/lib/api/types";
import { formatDateTime } from "@/lib/format";
import { splitRef } from "@/lib/searchParams";
import { useInvite } from "../api/devices";

/** Asks who will carry a phone. */
export function InviteDialog({
  onClose,
  onInvited,
}: {
  onClose: () => void;
  onInvited: (made: Invitation) => void;
}) {
  const { t } = useTranslation();
  const invite = useInvite();
  const [employee, setEmployee] = useState<string>();
  const [label, setLabel] = useState("");
  const [tried, setTried] = useState(false);
  const save = () => {
    setTried(true);
    const ref = splitRef(employee);
    if (!ref) return;
    invite.mutate(
      { employee_source: ref.source, employee_id: ref.id, label: label.trim() },
      { onSuccess: onInvited },
    );
  };
  return (
    <Modal
      open
      title={t("devices.invite")}
      okText={t("common.confirm")}
      cancelText={t("common.cancel")}
      confirmLoading={invite.isPending}
      onOk={save}
      onCancel={onClose}
    >
      <div className="form">
        <Field
          label={t("devices.employee")}
          error={tried && !splitRef(employee) ? t("devices.pick_bad") : undefined}
        >
          {(id) => (
            <PersonPicker
              kind="employee"
              id={id}
              label={t("devices.pick")}
              value={employee}
              onChange={setEmployee}
            />
          )}
        </Field>
        <Field label={t("devices.label")} hint={t("devices.label_hint")}>
          {(id, note) => (
            <Input
              id={id}
              aria-describedby={note}
              maxLength={100}
              value={label}
              onChange={(event) => setLabel(event.target.value)}
            />
          )}
        </Field>
        {invite.error && <ErrorNotice error={invite.error} />}
      </div>
    </Modal>
  );
}

/** Shows the one-time code, the only time it can be seen. */
export function CodeDialog({ invitation, onClose }: { invitation: Invitation; onClose: () => void }) {
  const { t } = useTranslation();
  const { size, path } = invitation.qr;
  return (
    <Modal
      open
      title={t("devices.scan")}
      okText={t("devices.done")}
      onOk={onClose}
      onCancel={onClose}
      cancelButtonProps={{ style: { display: "none" } }}
      mask={{ closable: false }}
    >
      <p>{t("devices.scan_hint", { until: formatDateTime(invitation.expires_at) })}</p>
      <svg className="qr" role="img" aria-label={t("devices.qr_of")} viewBox={`0 0 ${size} ${size}`}>
        <title>{t("devices.qr_of")}</title>
        <rect width={size} height={size} fill="#fff" />
        <path d={path} fill="#000" shapeRendering="crispEdges" />
      </svg>
      <dl className="code-facts">
        <dt>{t("devices.address")}</dt>
        <dd>{invitation.url}</dd>
        <dt>{t("devices.code")}</dt>
        <dd>
          <Typography.Text className="secret" copyable={{ text: invitation.code }}>
            {invitation.code}
          </Typography.Text>
        </dd>
      </dl>
    </Modal>
  );
}
