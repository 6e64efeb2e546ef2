import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  QuestionCircleOutlined,
  StopOutlined,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Tag, type Tone } from "@/components/ui/Tag";
import type { ConsentState } from "@/lib/api/types";

const looks: Record<ConsentState, { tone: Tone; icon: ReactNode }> = {
  agree: { tone: "ok", icon: <CheckCircleOutlined /> },
  disagree: { tone: "high", icon: <StopOutlined /> },
  default: { tone: "medium", icon: <ClockCircleOutlined /> },
  unknown: { tone: "low", icon: <QuestionCircleOutlined /> },
};

/** What a customer said to being archived. A default is no yes of his, and is not shown as one. */
export function ConsentTag({ state }: { state: ConsentState }) {
  const { t } = useTranslation();
  const { tone, icon } = looks[state];
  return (
    <Tag tone={tone} icon={icon}>
      {t(`consent.${state}`)}
    </Tag>
  );
}
