import { App, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PersonPicker } from "@/components/pickers/PersonPicker";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Field } from "@/components/ui/Field";
import { type StaffWish, useDecideStaff } from "../api/staff";

/** Asks why two accounts are one person's or not, and where it is open, which the other one is. */
export function StaffDialog({
  title,
  hint,
  wish,
  onClose,
}: {
  title: string;
  hint?: string;
  wish: Omit<StaffWish, "reason">;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const decide = useDecideStaff();
  const [other, setOther] = useState(wish.other);
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const picks = wish.act === "join" && !wish.other;
  const save = () => {
    setTried(true);
    if (!reason.trim() || (picks && !other)) return;
    decide.mutate(
      { ...wish, other, reason: reason.trim() },
      {
        onSuccess: () => {
          void message.success(t("coverage.saved"));
          onClose();
        },
      },
    );
  };
  return (
    <Modal
      open
      title={title}
      okText={t("common.confirm")}
      cancelText={t("common.cancel")}
      confirmLoading={decide.isPending}
      onOk={save}
      onCancel={onClose}
    >
      <div className="form">
        {hint && <p className="muted">{hint}</p>}
        {picks && (
          <Field
            label={t("coverage.other_account")}
            error={tried && !other ? t("coverage.account_missing") : undefined}
          >
            {(id) => (
              <PersonPicker
                kind="employee"
                id={id}
                label={t("coverage.other_account")}
                value={other}
                onChange={setOther}
              />
            )}
          </Field>
        )}
        <Field
          label={t("coverage.reason")}
          error={tried && !reason.trim() ? t("coverage.reason_missing") : undefined}
        >
          {(id, note) => (
            <Input
              id={id}
              aria-describedby={note}
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        {decide.error && <ErrorNotice error={decide.error} />}
      </div>
    </Modal>
  );
}
