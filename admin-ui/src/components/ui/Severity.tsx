import {
  ExclamationCircleFilled,
  FireFilled,
  InfoCircleFilled,
  MinusCircleOutlined,
  WarningFilled,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Severity } from "@/lib/api/types";
import "./tags.css";

const icons: Record<Severity, ReactNode> = {
  critical: <FireFilled />,
  high: <WarningFilled />,
  medium: <ExclamationCircleFilled />,
  low: <InfoCircleFilled />,
  informational: <MinusCircleOutlined />,
};

/** How bad it is, by colour, icon and word: never by colour alone. */
export function SeverityTag({ severity }: { severity: Severity }) {
  const { t } = useTranslation();
  return (
    <span className={`tag tag-${severity}`}>
      <span aria-hidden>{icons[severity]}</span>
      {t(`severity.${severity}`)}
    </span>
  );
}
