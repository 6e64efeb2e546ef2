import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { NativeSelect } from "@/components/ui/NativeSelect";
import type { Backtest, PackVersion } from "@/lib/api/types";
import { formatDateTime, formatNumber } from "@/lib/format";
import { backtestsQuery, useCancelBacktest, useStartBacktest } from "../api/backtests";
import { versionsQuery } from "../api/packs";
import { defaultSpan, rangeOf, type Span, spans } from "../span";
import { BacktestState, Progress } from "./BacktestState";

interface Props {
  version: PackVersion;
  /** Why none may be started now. */
  blocked: string | undefined;
  onStarted: (id: string) => void;
}

/** Starts a back-test of the saved files and lists those that ran. */
export function BacktestPanel({ version, blocked, onStarted }: Props) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(backtestsQuery(version.id));
  return (
    <div className="backtests">
      <p className="muted">{t("backtest.hint")}</p>
      <StartForm version={version} blocked={blocked} onStarted={onStarted} />
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      <ul className="backtest-runs" aria-label={t("backtest.runs")}>
        {data?.items.map((test) => (
          <li key={test.id}>
            <Run test={test} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function StartForm({ version, blocked, onStarted }: Props) {
  const { t } = useTranslation();
  const [span, setSpan] = useState<Span>(defaultSpan);
  const [compare, setCompare] = useState("");
  const { data: versions } = useQuery(versionsQuery);
  const start = useStartBacktest();
  const range = rangeOf(span);
  const others = versions?.items.filter((other) => other.id !== version.id && other.valid) ?? [];
  const send = () => {
    if (!range) return;
    const order = { version: version.id, ...range, compare: compare || undefined };
    start.mutate(order, { onSuccess: (test) => onStarted(test.id) });
  };
  return (
    <form
      className="backtest-form"
      aria-label={t("backtest.start")}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="inline-field">
        <span aria-hidden>{t("backtest.range")}</span>
        <NativeSelect
          label={t("backtest.range")}
          value={span.kind}
          options={spans.map((kind) => ({ value: kind, label: t(`backtest.spans.${kind}`) }))}
          onChange={(kind) => setSpan({ ...span, kind })}
        />
      </div>
      {span.kind === "custom" &&
        (["from", "until"] as const).map((end) => (
          <label key={end} className="inline-field">
            {t(`backtest.${end}`)}
            <input
              type="date"
              className="native-select"
              value={span[end]}
              onChange={(event) => setSpan({ ...span, [end]: event.target.value })}
            />
          </label>
        ))}
      <div className="inline-field">
        <span aria-hidden>{t("studio.compared_with")}</span>
        <NativeSelect
          label={t("studio.compared_with")}
          value={compare}
          options={[
            { value: "", label: t("studio.in_force") },
            ...others.map((other) => ({ value: other.id, label: t("studio.version", { id: other.id }) })),
          ]}
          onChange={setCompare}
        />
      </div>
      <Button
        type="primary"
        htmlType="submit"
        loading={start.isPending}
        disabled={blocked !== undefined || !range}
        title={blocked}
      >
        {t("backtest.start")}
      </Button>
      {blocked && <p className="muted">{blocked}</p>}
      {start.error && <ErrorNotice error={start.error} />}
    </form>
  );
}

function Run({ test }: { test: Backtest }) {
  const { t } = useTranslation();
  const cancel = useCancelBacktest();
  return (
    <>
      <div className="backtest-run-head">
        <Link to="/rules/backtests/$id" params={{ id: test.id }}>
          {t("backtest.name", { id: test.id })}
        </Link>
        <BacktestState state={test.state} />
        <span className="muted num">{formatDateTime(test.started_at)}</span>
        <span className="muted">{test.by.name}</span>
      </div>
      {test.state === "running" && (
        <Progress test={test} cancelling={cancel.isPending} onCancel={() => cancel.mutate(test.id)} />
      )}
      {test.result && (
        <p className="num">
          {t("backtest.sum", {
            count: test.result.messages,
            messages: formatNumber(test.result.messages),
            gained: formatNumber(test.result.gained),
            lost: formatNumber(test.result.lost),
          })}
        </p>
      )}
    </>
  );
}
