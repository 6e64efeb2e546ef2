import { Modal, Typography } from "antd";
import { useTranslation } from "react-i18next";

/** Shows a one-time password, the only time it can be seen. */
export function OneTimePassword({
  login,
  password,
  onClose,
}: {
  login: string;
  password: string;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Modal
      open
      title={t("users.password_title")}
      okText={t("users.password_taken")}
      onOk={onClose}
      onCancel={onClose}
      cancelButtonProps={{ style: { display: "none" } }}
      mask={{ closable: false }}
    >
      <p>{t("users.password_hint", { login })}</p>
      <Typography.Paragraph className="one-time-password" copyable={{ text: password }}>
        {password}
      </Typography.Paragraph>
    </Modal>
  );
}
