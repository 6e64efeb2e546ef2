import { Button, Drawer } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "./ErrorNotice";
import "./form.css";
import "./formDrawer.css";

interface Props {
  title: string;
  /** Pixels; a narrow form is 480. */
  size?: number;
  /** What the button says that ends it; "save" unless told. */
  done?: string;
  saving?: boolean;
  error?: unknown;
  onSave: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A form at the side of a page: its fields, what was refused, and how it ends. */
export function FormDrawer({ title, size = 640, done, saving, error, onSave, onClose, children }: Props) {
  const { t } = useTranslation();
  return (
    <Drawer
      open
      size={size}
      title={title}
      closable={{ "aria-label": t("common.close") }}
      // A click beside a form would throw away what was written in it.
      mask={{ closable: false }}
      onClose={onClose}
      footer={
        <div className="form-drawer-foot">
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="primary" loading={saving} onClick={onSave}>
            {done ?? t("common.save")}
          </Button>
        </div>
      }
    >
      <div className="form">
        {error != null && <ErrorNotice error={error} />}
        {children}
      </div>
    </Drawer>
  );
}
