import { PlusOutlined, ReloadOutlined } from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { DataTable } from "@/components/ui/DataTable";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { MoreButton } from "@/components/ui/MoreButton";
import { PageHeader } from "@/components/ui/PageHeader";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import type { Handover } from "@/lib/api/types";
import { formatDateTime } from "@/lib/format";
import { can } from "@/lib/permissions";
import { joinRef } from "@/lib/searchParams";
import { useMe } from "@/lib/session";
import { handoversQuery } from "./api/handovers";
import { HandoverStateTag } from "./components/HandoverStateTag";
import { ProgressLine } from "./components/ProgressLine";
import { Wizard } from "./components/Wizard";
import { readHandoversSearch } from "./filters";
import "./handovers.css";

/** Who handed customers to whom, what is under way, and who left and still has some. */
export function HandoversPage() {
  const { t } = useTranslation();
  const me = useMe();
  const { plan } = readHandoversSearch(useSearch({ strict: false }));
  const navigate = useNavigate();
  const query = useInfiniteQuery(handoversQuery);
  const { data, error, refetch, isPending, isFetching } = query;
  const handovers = data?.pages.flatMap((page) => page.items) ?? [];
  const proposed = handovers.filter((one) => one.state === "proposed");
  const begun = handovers.filter((one) => one.state !== "proposed");
  const open = (ref: string) => void navigate({ to: "/handovers", search: { plan: ref } });
  const may = can(me, "handOver");
  if (plan && may)
    return <Wizard giver={plan} onClose={() => void navigate({ to: "/handovers", search: {} })} />;
  return (
    <div className="page">
      <div className="page-inner">
        <PageHeader title={t("handovers.title")} hint={t("handovers.hint")}>
          <Button icon={<ReloadOutlined aria-hidden />} loading={isFetching} onClick={() => void refetch()}>
            {t("common.refresh")}
          </Button>
          {may && (
            <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => open("new")}>
              {t("handovers.new")}
            </Button>
          )}
        </PageHeader>
        {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
        {isPending && !error && <SkeletonRows />}
        {proposed.map((one) => (
          <Proposal key={one.id} handover={one} onPlan={may ? open : undefined} />
        ))}
        {data && begun.length === 0 && (
          <EmptyState title={t("handovers.empty")} hint={t("handovers.empty_hint")} />
        )}
        {begun.length > 0 && <HandoverTable handovers={begun} />}
        <MoreButton pages={query} />
      </div>
    </div>
  );
}

/** Somebody left: his customers wait for a decision. */
function Proposal({ handover, onPlan }: { handover: Handover; onPlan?: (ref: string) => void }) {
  const { t } = useTranslation();
  const { giver } = handover;
  return (
    <section className="handover-proposal" aria-label={t("handovers.proposal", { who: giver.name })}>
      <div>
        <strong>{t("handovers.proposal", { who: giver.name })}</strong>
        <p className="muted">
          {[
            giver.department,
            handover.left_at && t("handovers.left_at", { at: formatDateTime(handover.left_at) }),
            handover.unassigned > 0 && t("handovers.unassigned", { count: handover.unassigned }),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      {onPlan && (
        <Button type="primary" onClick={() => onPlan(joinRef(handover.source, giver.id))}>
          {t("handovers.plan_it")}
        </Button>
      )}
    </section>
  );
}

function HandoverTable({ handovers }: { handovers: readonly Handover[] }) {
  const { t } = useTranslation();
  return (
    <DataTable
      caption={t("handovers.title")}
      rows={handovers}
      rowKey={(one) => one.id}
      columns={[
        {
          key: "giver",
          title: t("handovers.giver"),
          render: (one) => (
            <span className="handover-lines">
              <Link to="/handovers/$id" params={{ id: one.id }}>
                {one.giver.name}
              </Link>
              <span className="muted">{t(one.resigned ? "handovers.resigned" : "handovers.on_job")}</span>
            </span>
          ),
        },
        {
          key: "state",
          title: t("handovers.state"),
          nowrap: true,
          render: (one) => <HandoverStateTag state={one.state} problem={one.problem} />,
        },
        {
          key: "progress",
          title: t("handovers.progress"),
          render: (one) => <ProgressLine counts={one.counts} />,
        },
        {
          key: "by",
          title: t("handovers.by"),
          render: (one) => one.user_name,
        },
        {
          key: "at",
          title: t("handovers.begun_at"),
          nowrap: true,
          render: (one) => <span className="num">{formatDateTime(one.created_at)}</span>,
        },
      ]}
    />
  );
}
