import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Facts } from "@/components/ui/Facts";
import { PageHeader } from "@/components/ui/PageHeader";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { Tabs } from "@/components/ui/Tabs";
import type { Backtest, BacktestChange, BacktestResult } from "@/lib/api/types";
import { formatDateTime, formatNumber, formatRate } from "@/lib/format";
import { useCodeText } from "@/lib/i18n";
import { backtestQuery, useCancelBacktest } from "./api/backtests";
import { BacktestState, Progress } from "./components/BacktestState";
import { CountTable } from "./components/CountTable";
import { DayChart } from "./components/DayChart";
import { LookBackBar } from "./components/LookBack";
import { SampleList } from "./components/SampleList";
import "./studio.css";

const route = getRouteApi("/app/rules/backtests/$id");

/** What a version would have done to the past: alerts won and lost, day by day, rule by rule, with their texts. */
export function BacktestPage() {
  const { t } = useTranslation();
  const codeText = useCodeText();
  const { id } = route.useParams();
  const { data: test, error, refetch, isPending } = useQuery(backtestQuery(id));
  const cancel = useCancelBacktest();
  return (
    <div className="page">
      <div className="page-inner">
        <PageHeader title={t("backtest.name", { id })} hint={test && rangeText(t, test)}>
          {test && <BacktestState state={test.state} />}
          {test?.pack.version_id && (
            <Link to="/rules/versions/$id" params={{ id: test.pack.version_id }} search={{ tab: "backtest" }}>
              {t("backtest.to_version", { id: test.pack.version_id })}
            </Link>
          )}
        </PageHeader>
        {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
        {isPending && <SkeletonRows />}
        {test?.state === "running" && (
          <section className="panel" aria-label={t("backtest.progress", { id })}>
            <Progress test={test} cancelling={cancel.isPending} onCancel={() => cancel.mutate(id)} />
          </section>
        )}
        {test?.problem && (
          <div className="notice notice-error" role="alert">
            {codeText("errors", test.problem)}
          </div>
        )}
        {test?.result && <Result test={test} result={test.result} />}
      </div>
    </div>
  );
}

function rangeText(t: (key: string, params: Record<string, unknown>) => string, test: Backtest): string {
  const name = (pack: Backtest["pack"]) =>
    `${pack.name} ${pack.version}${pack.version_id ? ` (#${pack.version_id})` : ""}`;
  return t("backtest.what", {
    pack: name(test.pack),
    compare: name(test.compare),
    from: formatDateTime(test.from),
    until: formatDateTime(test.until),
  });
}

function Result({ test, result }: { test: Backtest; result: BacktestResult }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (part: typeof search) => void navigate({ search: { ...search, ...part }, replace: true });
  const list = (kind: BacktestChange) => ({
    key: kind,
    label: t(`backtest.lists.${kind}`, { total: formatNumber(result[kind]) }),
    content: () => <SampleList key={search.rule} id={test.id} change={kind} rule={search.rule} />,
  });
  return (
    <>
      <section className="panel" aria-label={t("backtest.outcome")}>
        <h2>{t("backtest.outcome")}</h2>
        <Outcome result={result} />
        <LookBackBar test={test} />
      </section>
      <section className="panel" aria-label={t("backtest.per_day")}>
        <h2>{t("backtest.per_day")}</h2>
        <DayChart days={result.days} />
      </section>
      <section className="panel" aria-label={t("backtest.by_rule")}>
        <h2>{t("backtest.by_rule")}</h2>
        <p className="muted">{t("backtest.by_rule_hint")}</p>
        <CountTable
          caption={t("backtest.by_rule")}
          rows={result.rules}
          chosen={search.rule}
          onChoose={(rule) => change({ rule })}
        />
      </section>
      <section className="panel backtest-samples" aria-label={t("backtest.samples")}>
        <h2>{t("backtest.samples")}</h2>
        <Tabs
          label={t("backtest.samples")}
          active={search.list ?? "gained"}
          onChange={(key) => change({ list: key })}
          tabs={[list("gained"), list("lost")]}
        />
      </section>
    </>
  );
}

function Outcome({ result }: { result: BacktestResult }) {
  const { t } = useTranslation();
  const { precision } = result;
  const percent =
    precision.precision === null
      ? t("backtest.no_verdicts")
      : t("backtest.precision_text", {
          share: formatRate(precision.precision * 100),
          right: formatNumber(precision.right),
          decided: formatNumber(precision.decided),
        });
  return (
    <div className="outcome">
      <Facts
        items={[
          [t("studio.counts.messages"), formatNumber(result.messages)],
          [t("studio.counts.before"), formatNumber(result.alerts_before)],
          [t("studio.counts.after"), formatNumber(result.alerts_after)],
          [t("studio.counts.gained"), `+${formatNumber(result.gained)}`],
          [t("studio.counts.lost"), `−${formatNumber(result.lost)}`],
          [t("backtest.precision"), percent],
          [
            t("backtest.speed"),
            t("backtest.speed_text", { rate: formatNumber(Math.round(result.messages_per_s)) }),
          ],
          [t("backtest.cost"), t("backtest.cost_text", { ms: formatRate(result.milliseconds_per_1000) })],
        ]}
      />
      {precision.lost_right > 0 && (
        <div className="notice notice-warning" role="status">
          <span className="notice-text">{t("backtest.lost_right", { count: precision.lost_right })}</span>
        </div>
      )}
      {precision.lost_wrong > 0 && (
        <p className="muted">{t("backtest.lost_wrong", { count: precision.lost_wrong })}</p>
      )}
      <p className="muted mono history-digest">{t("backtest.digest", { digest: result.result })}</p>
    </div>
  );
}
