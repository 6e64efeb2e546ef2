import { CheckCircleFilled, CloseCircleFilled, MinusCircleOutlined, SyncOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Tag, type Tone } from "@/components/ui/Tag";
import type { Backtest } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";

const looks: Record<Backtest["state"], { icon: ReactNode; tone: Tone }> = {
  running: { icon: <SyncOutlined />, tone: "low" },
  done: { icon: <CheckCircleFilled />, tone: "ok" },
  failed: { icon: <CloseCircleFilled />, tone: "high" },
  cancelled: { icon: <MinusCircleOutlined />, tone: "informational" },
};

export function BacktestState({ state }: { state: Backtest["state"] }) {
  const { t } = useTranslation();
  return (
    <Tag tone={looks[state].tone} icon={looks[state].icon}>
      {t(`backtest.states.${state}`)}
    </Tag>
  );
}

/** How far a back-test is, and the way to stop it. */
export function Progress({
  test,
  cancelling,
  onCancel,
}: {
  test: Pick<Backtest, "progress" | "id">;
  cancelling: boolean;
  onCancel: () => void;
}) {
  const { t } = useTranslation();
  const { done, total, messages } = test.progress;
  const share = total > 0 ? Math.min(100, Math.floor((done / total) * 100)) : 0;
  return (
    <div className="backtest-progress">
      <progress max={100} value={share} aria-label={t("backtest.progress", { id: test.id })} />
      <span className="num">
        {t("backtest.progress_text", { share, count: messages, messages: formatNumber(messages) })}
      </span>
      <Button size="small" loading={cancelling} onClick={onCancel}>
        {t("common.cancel")}
      </Button>
    </div>
  );
}
