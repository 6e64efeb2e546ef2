import { useTranslation } from "react-i18next";
import type { ActivityCounts } from "@/lib/api/types";
import { changeOf } from "../filters";
import { formatChange, isBad, type Measure, shown } from "../measures";

const measures: readonly Measure[] = [
  "messages_out",
  "contacted",
  "follow_up_rate",
  "replies",
  "reply_median_s",
  "calls_out",
  "talk_s",
  "added",
  "lost",
  "deleted_by_employee",
];

/** What matters most, each against as many days before. */
export function Tiles({ counts, before }: { counts: ActivityCounts; before: ActivityCounts | undefined }) {
  const { t } = useTranslation();
  return (
    <dl className="activity-tiles">
      {measures.map((measure) => (
        <div key={measure} className="activity-tile">
          <dt>{t(`activity.measures.${measure}`)}</dt>
          <dd className="num">{shown(t, measure, counts)}</dd>
          <Change measure={measure} counts={counts} before={before} />
        </div>
      ))}
    </dl>
  );
}

function Change({
  measure,
  counts,
  before,
}: {
  measure: Measure;
  counts: ActivityCounts;
  before: ActivityCounts | undefined;
}) {
  const { t } = useTranslation();
  // Whom employees have now is known, whom they had is not.
  const share = measure === "follow_up_rate" ? undefined : changeOf(counts[measure], before?.[measure]);
  if (share === undefined || !before)
    return <dd className="activity-change muted">{t("activity.no_before")}</dd>;
  const tone = share === 0 ? "" : share > 0 === isBad(measure) ? "activity-worse" : "activity-better";
  return (
    <dd className={`activity-change ${tone}`}>
      {t("activity.change", { change: formatChange(share), before: shown(t, measure, before) })}
    </dd>
  );
}
