import {
  CheckCircleFilled,
  ClockCircleOutlined,
  ExclamationCircleFilled,
  StopOutlined,
} from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { Tag } from "@/components/ui/Tag";
import type { HandoverDetail, HandoverItemState } from "@/lib/api/types";

const looks = {
  proposed: { tone: "medium", icon: <ExclamationCircleFilled aria-hidden /> },
  running: { tone: "low", icon: <ClockCircleOutlined aria-hidden /> },
  cancelling: { tone: "medium", icon: <StopOutlined aria-hidden /> },
  done: { tone: "ok", icon: <CheckCircleFilled aria-hidden /> },
  cancelled: { tone: "informational", icon: <StopOutlined aria-hidden /> },
} as const;

/** How a handover stands; what keeps it from going on is said beside. */
export function HandoverStateTag({ state, problem }: { state: HandoverDetail["state"]; problem: string }) {
  const { t } = useTranslation();
  return (
    <span className="handover-lines">
      <Tag {...looks[state]}>{t(`handovers.states.${state}`)}</Tag>
      {problem && (
        <Tag tone="high" icon={<ExclamationCircleFilled aria-hidden />}>
          {t("handovers.stuck", { code: problem })}
        </Tag>
      )}
    </span>
  );
}

const itemLooks = {
  planned: { tone: "informational", icon: <ClockCircleOutlined aria-hidden /> },
  asked: { tone: "low", icon: <ClockCircleOutlined aria-hidden /> },
  waiting: { tone: "low", icon: <ClockCircleOutlined aria-hidden /> },
  done: { tone: "ok", icon: <CheckCircleFilled aria-hidden /> },
  refused: { tone: "high", icon: <ExclamationCircleFilled aria-hidden /> },
  taker_full: { tone: "medium", icon: <ExclamationCircleFilled aria-hidden /> },
  failed: { tone: "high", icon: <ExclamationCircleFilled aria-hidden /> },
  given_up: { tone: "informational", icon: <StopOutlined aria-hidden /> },
} as const;

export function ItemStateTag({ state }: { state: HandoverItemState }) {
  const { t } = useTranslation();
  return <Tag {...itemLooks[state]}>{t(`handovers.item_states.${state}`)}</Tag>;
}
