import type { TFunction } from "i18next";
import type { ActivityCounts } from "@/lib/api/types";
import { formatNumber, formatSpan } from "@/lib/format";

export type Measure = keyof ActivityCounts;

const spans: readonly Measure[] = ["talk_s", "reply_mean_s"];
const bounds: readonly Measure[] = ["reply_median_s", "reply_p90_s"];

const percent = (value: number) => `${formatNumber(Math.round(value * 1000) / 10)}%`;

/** A number as people read it. */
export function shown(t: TFunction, measure: Measure, counts: ActivityCounts): string {
  const value = counts[measure];
  if (bounds.includes(measure)) {
    if (value !== null) return t("activity.at_most", { span: formatSpan(value) });
    return counts.replies > 0 ? t("activity.over_a_week") : "–";
  }
  if (value === null) return "–";
  if (measure === "follow_up_rate") return percent(value);
  return spans.includes(measure) ? formatSpan(value) : formatNumber(value);
}

/** More of it is worse. */
export const isBad = (measure: Measure) =>
  (
    ["reply_median_s", "lost", "deleted_by_employee", "deleted_by_customer", "calls_missed"] as Measure[]
  ).includes(measure);

export const charted = [
  "messages_out",
  "messages_in",
  "questions",
  "replies",
  "calls_out",
  "talk_s",
  "contacted",
  "added",
  "lost",
  "claimed",
  "assigned",
  "returned",
] as const satisfies readonly Measure[];

export const formatChange = (share: number) => `${share > 0 ? "+" : ""}${percent(share)}`;
