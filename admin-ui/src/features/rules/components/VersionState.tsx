import {
  CheckCircleFilled,
  EditOutlined,
  EyeOutlined,
  HistoryOutlined,
  HourglassOutlined,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Tag, type Tone } from "@/components/ui/Tag";
import type { PackState } from "@/lib/api/types";

const looks: Record<PackState, { icon: ReactNode; tone: Tone }> = {
  draft: { icon: <EditOutlined />, tone: "low" },
  review: { icon: <EyeOutlined />, tone: "medium" },
  shadow: { icon: <HourglassOutlined />, tone: "medium" },
  active: { icon: <CheckCircleFilled />, tone: "ok" },
  retired: { icon: <HistoryOutlined />, tone: "informational" },
};

/** Where a version of the pack stands in its life. */
export function VersionState({ state }: { state: PackState }) {
  const { t } = useTranslation();
  return (
    <Tag tone={looks[state].tone} icon={looks[state].icon}>
      {t(`studio.states.${state}`)}
    </Tag>
  );
}

const steps = ["draft", "review", "shadow", "active"] as const;

/** The way of a version from draft to active, with the place where this one stands. */
export function LifeLine({ state }: { state: PackState }) {
  const { t } = useTranslation();
  return (
    <ol className="life-line" aria-label={t("studio.life")}>
      {steps.map((step) => (
        <li
          key={step}
          className={step === state ? "life-here" : ""}
          aria-current={step === state ? "step" : undefined}
        >
          {t(`studio.states.${step}`)}
        </li>
      ))}
    </ol>
  );
}
