import {
  ArrowUpOutlined,
  CheckCircleOutlined,
  ClockCircleOutlined,
  CloseCircleOutlined,
  EyeOutlined,
  SoundOutlined,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { AlertState } from "@/lib/api/types";
import "./tags.css";

const looks: Record<AlertState, { icon: ReactNode; tone: string }> = {
  new: { icon: <ClockCircleOutlined />, tone: "low" },
  in_review: { icon: <EyeOutlined />, tone: "medium" },
  violation: { icon: <CloseCircleOutlined />, tone: "high" },
  coaching: { icon: <SoundOutlined />, tone: "medium" },
  false_positive: { icon: <CheckCircleOutlined />, tone: "informational" },
  escalated: { icon: <ArrowUpOutlined />, tone: "critical" },
};

/** Where an alert stands in its life. */
export function StateTag({ state }: { state: AlertState }) {
  const { t } = useTranslation();
  return (
    <span className={`tag tag-${looks[state].tone}`}>
      <span aria-hidden>{looks[state].icon}</span>
      {t(`state.${state}`)}
    </span>
  );
}
