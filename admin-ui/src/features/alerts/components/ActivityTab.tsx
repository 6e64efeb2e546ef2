import { useTranslation } from "react-i18next";
import { ScrollRegion } from "@/components/ui/ScrollRegion";
import { StateTag } from "@/components/ui/StateTag";
import { Tag } from "@/components/ui/Tag";
import type { AlertDetail } from "@/lib/api/types";
import { formatDateTime } from "@/lib/format";

/** Who decided what and when, newest first, down to the birth of the alert. */
export function ActivityTab({ alert }: { alert: AlertDetail }) {
  const { t } = useTranslation();
  return (
    <ScrollRegion className="activity" label={t("alerts.tabs.activity")}>
      <ol>
        {alert.history.toReversed().map((decision) => (
          <li key={decision.id}>
            <time className="muted num" dateTime={decision.at}>
              {formatDateTime(decision.at)}
            </time>
            <div>
              <strong>{decision.user_name}</strong>{" "}
              {decision.undo && <Tag tone="informational">{t("alerts.undone")}</Tag>}{" "}
              {decision.from === decision.to ? (
                <Tag tone="low">{t(decision.note ? "alerts.stated" : "alerts.seen")}</Tag>
              ) : (
                <>
                  <StateTag state={decision.from} />
                  {" → "}
                  <StateTag state={decision.to} />
                </>
              )}
              {decision.note && <p className="activity-note">{decision.note}</p>}
            </div>
          </li>
        ))}
        <li>
          <time className="muted num" dateTime={alert.created_at}>
            {formatDateTime(alert.created_at)}
          </time>
          <div>{t("alerts.created")}</div>
        </li>
      </ol>
    </ScrollRegion>
  );
}
