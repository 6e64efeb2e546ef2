import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Button, Popconfirm } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FilterBar } from "@/components/filters/FilterBar";
import { FilterSelect } from "@/components/filters/FilterSelect";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Facts } from "@/components/ui/Facts";
import { MoreButton } from "@/components/ui/MoreButton";
import { PageHeader } from "@/components/ui/PageHeader";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import type { HandoverDetail, HandoverItem } from "@/lib/api/types";
import { formatDateTime, formatNumber } from "@/lib/format";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { handoverItemsQuery, handoverQuery, type ItemFilter, isRunning, useCancel } from "./api/handovers";
import { HandoverStateTag } from "./components/HandoverStateTag";
import { OutcomeTable } from "./components/OutcomeTable";
import { ProgressLine } from "./components/ProgressLine";
import { RetryDialog } from "./components/RetryDialog";
import { TakerTable } from "./components/TakerTable";
import { itemStates } from "./filters";
import "./handovers.css";

const route = getRouteApi("/app/handovers/$id");

/** One handover: how far it is, and what became of each customer. */
export function HandoverPage() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const { data, error, refetch, isPending } = useQuery(handoverQuery(id));
  return (
    <div className="page">
      <div className="page-inner">
        {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
        {isPending && !error && <SkeletonRows rows={8} />}
        {data && (
          <>
            <PageHeader title={t("handovers.of", { who: data.giver.name })} hint={data.giver.department}>
              <Link to="/handovers" search={{}}>
                {t("handovers.all")}
              </Link>
              <CancelButton handover={data} />
            </PageHeader>
            <Overview handover={data} />
            <h2 className="section-title">{t("handovers.takers")}</h2>
            <TakerTable takers={data.takers} />
            <h2 className="section-title">{t("handovers.outcomes")}</h2>
            <Outcomes handover={data} />
          </>
        )}
      </div>
    </div>
  );
}

function CancelButton({ handover }: { handover: HandoverDetail }) {
  const { t } = useTranslation();
  const me = useMe();
  const cancel = useCancel(handover.id);
  if (handover.state !== "running" || !can(me, "handOver")) return null;
  return (
    <Popconfirm
      title={t("handovers.cancel_sure")}
      okText={t("handovers.cancel")}
      cancelText={t("common.cancel")}
      onConfirm={() => cancel.mutate()}
    >
      <Button danger loading={cancel.isPending}>
        {t("handovers.cancel")}
      </Button>
    </Popconfirm>
  );
}

function Overview({ handover }: { handover: HandoverDetail }) {
  const { t } = useTranslation();
  const time = (at: string | null | undefined) => (at ? formatDateTime(at) : "–");
  return (
    <>
      <ProgressLine counts={handover.counts} />
      <Facts
        items={[
          [
            t("handovers.state"),
            <HandoverStateTag key="state" state={handover.state} problem={handover.problem} />,
          ],
          [t("handovers.kind"), t(handover.resigned ? "handovers.resigned" : "handovers.on_job")],
          [t("handovers.by"), handover.user_name || "–"],
          [t("handovers.begun_at"), time(handover.created_at)],
          isRunning(handover.state)
            ? [t("handovers.next_at"), time(handover.next_at)]
            : [t("handovers.ended_at"), time(handover.ended_at)],
        ]}
      />
    </>
  );
}

function Outcomes({ handover }: { handover: HandoverDetail }) {
  const { t } = useTranslation();
  const me = useMe();
  const search: ItemFilter = route.useSearch();
  const navigate = route.useNavigate();
  const [retried, setRetried] = useState<HandoverItem>();
  const set = (change: ItemFilter) =>
    void navigate({ search: (old: ItemFilter) => ({ ...old, ...change }), replace: true });
  const query = useInfiniteQuery(handoverItemsQuery(handover.id, search, isRunning(handover.state)));
  const { data, error, refetch, isPending } = query;
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <FilterBar className="handover-filters">
        <FilterSelect
          label={t("handovers.outcome")}
          any={t("handovers.any_outcome")}
          value={search.state}
          options={itemStates.map((value) => ({
            value,
            label: `${t(`handovers.item_states.${value}`)} (${formatNumber(handover.counts[value])})`,
          }))}
          onChange={(state) => set({ state })}
        />
        <FilterSelect
          label={t("handovers.taker")}
          any={t("handovers.any_taker")}
          value={search.taker}
          options={handover.takers.map(({ taker }) => ({ value: taker.id, label: taker.name }))}
          onChange={(taker) => set({ taker })}
        />
      </FilterBar>
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {isPending && !error && <SkeletonRows />}
      {data && <OutcomeTable items={items} onRetry={can(me, "handOver") ? setRetried : undefined} />}
      <MoreButton pages={query} />
      {retried && <RetryDialog handover={handover} item={retried} onClose={() => setRetried(undefined)} />}
    </>
  );
}
