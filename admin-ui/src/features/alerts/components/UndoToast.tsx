import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Undoable } from "../api/decide";

/** What was just decided, and the way back while it lasts. */
export function UndoToast({
  offer,
  onUndo,
  onPropose,
}: {
  offer: Undoable & { count: number };
  onUndo: () => void;
  /** Leads from a false positive to an exception of its rule. */
  onPropose?: () => void;
}) {
  const { t } = useTranslation();
  return (
    <div className="undo-toast" role="status">
      <span>
        {offer.count > 1
          ? t("alerts.marked_many", { state: t(`state.${offer.to}`), count: offer.count })
          : t("alerts.marked", { state: t(`state.${offer.to}`) })}
      </span>
      <Button type="link" size="small" onClick={onUndo}>
        {t("alerts.undo")} <kbd aria-hidden>Z</kbd>
      </Button>
      {onPropose && offer.count === 1 && offer.to === "false_positive" && (
        <Button type="link" size="small" onClick={onPropose}>
          {t("alerts.propose")}
        </Button>
      )}
    </div>
  );
}
