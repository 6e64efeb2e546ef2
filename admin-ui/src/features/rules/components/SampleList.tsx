import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { MoreButton } from "@/components/ui/MoreButton";
import { Segments } from "@/components/ui/Segments";
import { SeverityTag } from "@/components/ui/Severity";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { StateTag } from "@/components/ui/StateTag";
import type { BacktestChange, BacktestSample } from "@/lib/api/types";
import { formatDateTime } from "@/lib/format";
import { useBilingual } from "@/lib/i18n";
import { samplesQuery } from "../api/backtests";

/** Alerts that a back-test won or lost, with the words that made them. */
export function SampleList({
  id,
  change,
  rule,
}: {
  id: string;
  change: BacktestChange;
  rule: string | undefined;
}) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(samplesQuery(id, change, rule));
  const samples = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.isPending) return <SkeletonRows rows={3} />;
  if (samples.length === 0 && !query.error) return <EmptyState title={t(`backtest.none.${change}`)} />;
  return (
    <>
      {query.error && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      <ul className="samples" aria-label={t(`backtest.list_labels.${change}`)}>
        {samples.map((sample) => (
          <li key={`${sample.message.id}${sample.category}`}>
            <Sample sample={sample} />
          </li>
        ))}
      </ul>
      <MoreButton pages={query} />
    </>
  );
}

function Sample({ sample }: { sample: BacktestSample }) {
  const { t } = useTranslation();
  const title = useBilingual();
  return (
    <>
      <div className="sample-head">
        <SeverityTag severity={sample.severity} />
        <strong>{sample.rules.map((rule) => title(rule.title) || rule.rule_id).join(" · ")}</strong>
        {sample.verdict && <StateTag state={sample.verdict} />}
        <time className="muted num" dateTime={sample.message.sent_at}>
          {formatDateTime(sample.message.sent_at)}
        </time>
      </div>
      <p className="sample-text">
        <Segments segments={sample.segments} />
      </p>
      <p className="muted sample-foot">
        <span>
          {sample.from.name || sample.from.id}
          {sample.from.department && ` (${sample.from.department})`}
        </span>
        <Link
          to="/conversations/$id"
          params={{ id: sample.message.conversation_id }}
          search={{ m: sample.message.id }}
        >
          {t("backtest.see_conversation")}
        </Link>
        {sample.alert_id && (
          <Link to="/alerts" search={{ view: "all", id: sample.alert_id }}>
            {t("backtest.see_alert")}
          </Link>
        )}
      </p>
    </>
  );
}
