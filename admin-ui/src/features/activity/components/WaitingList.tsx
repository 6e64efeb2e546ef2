import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { DataTable } from "@/components/ui/DataTable";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { MoreButton } from "@/components/ui/MoreButton";
import { NativeSelect } from "@/components/ui/NativeSelect";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { formatDateTime, formatSpan } from "@/lib/format";
import { unansweredQuery } from "../api/activity";
import { type ActivitySearch, hours, hoursOf } from "../filters";

/** Customers who spoke last, the longest wait first. */
export function WaitingList({
  search,
  onHours,
}: {
  search: ActivitySearch;
  onHours: (over: string) => void;
}) {
  const { t } = useTranslation();
  const over = hoursOf(search);
  const query = useInfiniteQuery(unansweredQuery(search, Number(over)));
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const total = query.data?.pages[0]?.total ?? 0;
  return (
    <section className="panel" aria-label={t("activity.waiting")}>
      <div className="activity-head">
        <h2>{t("activity.waiting_count", { count: total })}</h2>
        <NativeSelect
          label={t("activity.over")}
          value={over}
          options={hours.map((value) => ({
            value,
            label:
              value === "0" ? t("activity.any_wait") : t("activity.over_hours", { count: Number(value) }),
          }))}
          onChange={onHours}
        />
      </div>
      <p className="muted">{t("activity.waiting_hint")}</p>
      {query.error && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <SkeletonRows />}
      {query.data && (
        <DataTable
          caption={t("activity.waiting")}
          rows={items}
          rowKey={(item) => item.conversation_id}
          empty={<EmptyState title={t("activity.nobody_waits")} />}
          columns={[
            {
              key: "wait",
              title: t("activity.wait"),
              nowrap: true,
              render: (item) => (
                <Link
                  to="/conversations/$id"
                  params={{ id: item.conversation_id }}
                  search={{ m: item.message_id }}
                  className="num"
                >
                  {formatSpan(item.waiting_s)}
                </Link>
              ),
            },
            {
              key: "customer",
              title: t("activity.customer"),
              render: (item) =>
                item.customer_id ? (
                  <Link to="/customers/$id" params={{ id: item.customer_id }}>
                    {item.customer.name}
                  </Link>
                ) : (
                  item.customer.name
                ),
            },
            { key: "employee", title: t("activity.rows.employee"), render: (item) => item.employee.name },
            {
              key: "department",
              title: t("activity.rows.team"),
              render: (item) => item.employee.department || "–",
            },
            {
              key: "since",
              title: t("activity.since"),
              nowrap: true,
              render: (item) => <span className="num">{formatDateTime(item.since)}</span>,
            },
          ]}
        />
      )}
      <MoreButton pages={query} />
    </section>
  );
}
