import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { AlertState } from "@/lib/api/types";
import { keyOf } from "@/lib/keys";
import type { Picks } from "../picks";
import { verdicts } from "./VerdictBar";

/** How many alerts are picked, and one verdict for all of them. */
export function BulkBar({ picks, onDecide }: { picks: Picks; onDecide: (state: AlertState) => void }) {
  const { t } = useTranslation();
  return (
    <div className="bulk-bar" role="group" aria-label={t("alerts.bulk")}>
      <span role="status">{t("alerts.picked", { count: picks.picked.size })}</span>
      {verdicts.map((verdict) => (
        <Button
          key={verdict}
          size="small"
          title={t("alerts.key_hint", { key: keyOf(verdict) })}
          onClick={() => onDecide(verdict)}
        >
          {t(`verdict.${verdict}`)}
        </Button>
      ))}
      <Button size="small" type="text" onClick={picks.all}>
        {t("alerts.pick_all")}
      </Button>
      <Button size="small" type="text" onClick={picks.clear}>
        {t("alerts.pick_none")}
      </Button>
    </div>
  );
}
