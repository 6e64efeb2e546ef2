import { ArrowUpOutlined, CheckCircleOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { VirtualGrid } from "@/components/ui/VirtualGrid";
import type { AlertState, AlertSummary } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";
import { usePreferences } from "@/lib/preferences";
import { openStates, type QueueSearch, viewOf } from "../filters";
import type { Picks } from "../picks";
import type { QueueModel } from "../queue";
import { AlertRow } from "./AlertRow";
import { BulkBar } from "./BulkBar";
import { QueueFilters } from "./QueueFilters";

interface Props {
  filter: QueueSearch;
  open: string | undefined;
  queue: QueueModel;
  picks: Picks;
  onDecide: (state: AlertState) => void;
  fresh: number;
  onShowFresh: () => void;
  onSelect: (alert: AlertSummary) => void;
  onChange: (change: Partial<QueueSearch>) => void;
}

/** The middle pane: how many, what narrows them, new arrivals, and the rows. */
export function QueueList(props: Props) {
  const { filter, open, queue, picks, fresh, onShowFresh, onSelect, onChange } = props;
  const { t } = useTranslation();
  const compact = usePreferences().density === "compact";
  const { rows, query } = queue;
  return (
    <section className="queue-list" aria-label={t("alerts.list_label")}>
      <div className="queue-head">
        <h1>{t(`alerts.views.${viewOf(filter)}`)}</h1>
        <span className="muted num">
          {query.data &&
            t(queue.totalExact ? "alerts.total" : "alerts.total_more", { total: formatNumber(queue.total) })}
        </span>
        <QueueFilters search={filter} onChange={onChange} />
      </div>
      {picks.picked.size > 0 && <BulkBar picks={picks} onDecide={props.onDecide} />}
      {fresh > 0 && (
        <button type="button" className="plain fresh-pill" onClick={onShowFresh}>
          <ArrowUpOutlined aria-hidden /> {t("alerts.fresh", { count: fresh })}
        </button>
      )}
      {query.error && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <SkeletonRows rows={10} />}
      {query.data && rows.length === 0 && !query.isFetching && <NothingHere search={filter} />}
      {rows.length > 0 && (
        <VirtualGrid
          label={t("alerts.grid_label")}
          rows={rows}
          total={queue.totalExact ? Math.max(queue.total, rows.length) : -1}
          rowKey={(alert) => alert.id}
          rowHeight={compact ? 36 : 92}
          selected={open}
          focusTick={queue.focusTick}
          onSelect={onSelect}
          onEndReached={queue.loadMore}
          rowClassName={(alert) =>
            `${openStates.includes(alert.state) ? "" : "row-decided"} ${picks.picked.has(alert.id) ? "row-picked" : ""}`
          }
        >
          {(alert) => <AlertRow alert={alert} compact={compact} picked={picks.picked.has(alert.id)} />}
        </VirtualGrid>
      )}
    </section>
  );
}

function NothingHere({ search }: { search: QueueSearch }) {
  const { t } = useTranslation();
  const todo = viewOf(search) === "todo" && !search.category && !search.severity;
  return (
    <EmptyState
      icon={<CheckCircleOutlined aria-hidden />}
      title={todo ? t("alerts.all_done") : t("alerts.none_here")}
      hint={todo ? t("alerts.all_done_hint") : undefined}
    >
      <Link to="/alerts" search={todo ? { view: "escalated" } : {}}>
        {todo ? t("alerts.go_escalated") : t("alerts.go_todo")}
      </Link>
    </EmptyState>
  );
}
