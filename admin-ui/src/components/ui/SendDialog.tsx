import { Button, Modal } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "./ErrorNotice";
import "./form.css";

interface Props {
  title: string;
  width?: number | string;
  /** Whether a click beside it leaves it open, because there is much to lose. */
  stays?: boolean;
  /** What the button says that sends; "confirm" unless told. */
  send?: string;
  ready: boolean;
  sending: boolean;
  error?: unknown;
  onSend: () => void;
  /** What became of it, once it was sent; then there is nothing left but to close. */
  outcome: ReactNode;
  /** What the button says that closes it then. */
  done: string;
  onClose: () => void;
  children: ReactNode;
}

/** A dialog that sends something, and then says what became of it. */
export function SendDialog(props: Props) {
  const { t } = useTranslation();
  const { outcome, onClose } = props;
  return (
    <Modal
      open
      title={props.title}
      width={props.width}
      mask={{ closable: !props.stays }}
      onCancel={onClose}
      footer={
        outcome ? (
          <Button type="primary" onClick={onClose}>
            {props.done}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{t("common.cancel")}</Button>
            <Button type="primary" disabled={!props.ready} loading={props.sending} onClick={props.onSend}>
              {props.send ?? t("common.confirm")}
            </Button>
          </>
        )
      }
    >
      {outcome || (
        <div className="form">
          {props.error != null && <ErrorNotice error={props.error} />}
          {props.children}
        </div>
      )}
    </Modal>
  );
}
