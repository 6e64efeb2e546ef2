import { ReloadOutlined } from "@ant-design/icons";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Checkbox } from "antd";
import { useTranslation } from "react-i18next";
import { FilterBar } from "@/components/filters/FilterBar";
import { FilterDays } from "@/components/filters/FilterDays";
import { FilterSelect } from "@/components/filters/FilterSelect";
import { SearchBox } from "@/components/filters/SearchBox";
import { ImportButton } from "@/components/tables/ImportButton";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { MoreButton } from "@/components/ui/MoreButton";
import { PageHeader } from "@/components/ui/PageHeader";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { ordersQuery } from "./api/orders";
import { OrderTable } from "./components/OrderTable";
import { type OrderSearch, orderStatuses, readOrderSearch } from "./filters";
import "./orders.css";

const members: readonly string[] = [
  "number",
  "ordered_at",
  "amount",
  "currency",
  "status",
  "name",
  "phone",
  "wechat",
  "email",
  "unionid",
  "title",
  "rep",
  "note",
];

/** What the company sold, as shops and ERP systems told it, the newest first. */
export function OrdersPage() {
  const { t } = useTranslation();
  const me = useMe();
  const client = useQueryClient();
  const search = readOrderSearch(useSearch({ strict: false }));
  const navigate = useNavigate();
  const set = (change: OrderSearch) =>
    void navigate({ to: "/orders", search: { ...search, ...change }, replace: true });
  const query = useInfiniteQuery(ordersQuery(search));
  const { data, error, refetch, isPending, isFetching } = query;
  const orders = data?.pages.flatMap((page) => page.items) ?? [];
  const narrowed = Object.keys(search).length > 0;
  return (
    <div className="page">
      <div className="page-inner">
        <PageHeader title={t("orders.title")} hint={t("orders.hint")}>
          <Button icon={<ReloadOutlined aria-hidden />} loading={isFetching} onClick={() => void refetch()}>
            {t("common.refresh")}
          </Button>
          {can(me, "importOrders") && (
            <ImportButton
              kind="orders"
              list="order"
              named={{ label: t("orders.source"), hint: t("orders.source_hint") }}
              members={members}
              onImported={() => void client.invalidateQueries({ queryKey: ["orders"] })}
            />
          )}
        </PageHeader>
        <FilterBar className="order-filters">
          <SearchBox
            className="order-number"
            label={t("orders.members.number")}
            hint={t("orders.number_hint")}
            most={200}
            value={search.number}
            onChange={(number) => set({ number })}
          />
          <SearchBox
            className="order-source"
            label={t("orders.source")}
            most={64}
            value={search.source}
            onChange={(source) => set({ source })}
          />
          <FilterSelect
            label={t("orders.members.status")}
            any={t("orders.any_status")}
            value={search.status}
            options={orderStatuses.map((value) => ({ value, label: t(`customers.orders.states.${value}`) }))}
            onChange={(status) => set({ status })}
          />
          <FilterDays
            labels={{ from: t("orders.from"), until: t("orders.until") }}
            from={search.from}
            until={search.until}
            onChange={set}
          />
          <Checkbox
            checked={search.nobodys === "true"}
            onChange={(event) => set({ nobodys: event.target.checked ? "true" : undefined })}
          >
            {t("orders.nobodys")}
          </Checkbox>
        </FilterBar>
        {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
        {isPending && !error && <SkeletonRows />}
        {data && orders.length === 0 && (
          <EmptyState title={t(narrowed ? "orders.none_found" : "orders.empty")} />
        )}
        {orders.length > 0 && <OrderTable orders={orders} />}
        <MoreButton pages={query} />
      </div>
    </div>
  );
}
