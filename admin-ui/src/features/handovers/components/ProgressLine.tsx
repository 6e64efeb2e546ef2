import { Progress } from "antd";
import { useTranslation } from "react-i18next";
import type { HandoverCounts } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";
import { settledOf, totalOf } from "../filters";

/** How much is settled, and how much of that went well. */
export function ProgressLine({ counts }: { counts: HandoverCounts }) {
  const { t } = useTranslation();
  const total = totalOf(counts);
  const settled = settledOf(counts);
  const share = (part: number) => (total === 0 ? 0 : Math.floor((part * 100) / total));
  const text = t("handovers.settled", {
    settled: formatNumber(settled),
    total: formatNumber(total),
    done: formatNumber(counts.done),
  });
  return (
    <span className="handover-progress">
      <Progress
        percent={share(settled)}
        success={{ percent: share(counts.done) }}
        showInfo={false}
        size="small"
        aria-label={text}
      />
      <span className="muted num">{text}</span>
    </span>
  );
}
