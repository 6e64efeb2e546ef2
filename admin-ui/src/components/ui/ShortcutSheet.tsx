import { Modal } from "antd";
import { useTranslation } from "react-i18next";
import { shortcuts } from "@/lib/keys";
import "./sheet.css";

/** Every key the pages listen to, made from the one list that also binds them. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const scopes = ["queue", "everywhere"] as const;
  return (
    <Modal open onCancel={onClose} footer={null} title={t("shortcuts.title")}>
      {scopes.map((scope) => (
        <section key={scope}>
          <h3>{t(`shortcuts.scopes.${scope}`)}</h3>
          <dl className="sheet">
            {shortcuts
              .filter((shortcut) => shortcut.scope === scope)
              .map((shortcut) => (
                <div key={shortcut.id}>
                  <dt>
                    <kbd>{shortcut.shown}</kbd>
                  </dt>
                  <dd>{t(`shortcuts.acts.${shortcut.id}`)}</dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
    </Modal>
  );
}
