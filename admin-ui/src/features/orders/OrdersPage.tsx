import { ReloadOutlined, UploadOutlined } from "@ant-design/icons";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Checkbox, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ImportDialog } from "@/components/tables/ImportDialog";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { NativeSelect } from "@/components/ui/NativeSelect";
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
  const { data, error, refetch, isPending, isFetching, hasNextPage, fetchNextPage } = useInfiniteQuery(
    ordersQuery(search),
  );
  const [importing, setImporting] = useState(false);
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
            <Button type="primary" icon={<UploadOutlined aria-hidden />} onClick={() => setImporting(true)}>
              {t("orders.import")}
            </Button>
          )}
        </PageHeader>
        <search className="order-filters">
          <Input.Search
            key={search.number}
            className="order-number"
            allowClear
            maxLength={200}
            defaultValue={search.number}
            placeholder={t("orders.number_hint")}
            aria-label={t("orders.members.number")}
            onSearch={(text) => set({ number: text.trim() || undefined })}
          />
          <Input.Search
            key={`s${search.source}`}
            className="order-source"
            allowClear
            maxLength={64}
            defaultValue={search.source}
            placeholder={t("orders.source")}
            aria-label={t("orders.source")}
            onSearch={(text) => set({ source: text.trim() || undefined })}
          />
          <NativeSelect
            label={t("orders.members.status")}
            value={search.status ?? ""}
            options={[
              { value: "", label: t("orders.any_status") },
              ...orderStatuses.map((status) => ({
                value: status as string,
                label: t(`customers.orders.states.${status}`),
              })),
            ]}
            onChange={(status) => set({ status: status || undefined })}
          />
          <Input
            className="order-day"
            type="date"
            aria-label={t("orders.from")}
            value={search.from ?? ""}
            onChange={(event) => set({ from: event.target.value || undefined })}
          />
          <span aria-hidden>–</span>
          <Input
            className="order-day"
            type="date"
            aria-label={t("orders.until")}
            value={search.until ?? ""}
            onChange={(event) => set({ until: event.target.value || undefined })}
          />
          <Checkbox
            checked={search.nobodys === "true"}
            onChange={(event) => set({ nobodys: event.target.checked ? "true" : undefined })}
          >
            {t("orders.nobodys")}
          </Checkbox>
        </search>
        {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
        {isPending && !error && <SkeletonRows />}
        {data && orders.length === 0 && (
          <EmptyState title={t(narrowed ? "orders.none_found" : "orders.empty")} />
        )}
        {orders.length > 0 && <OrderTable orders={orders} />}
        {hasNextPage && (
          <Button loading={isFetching} onClick={() => void fetchNextPage()}>
            {t("common.more")}
          </Button>
        )}
        {importing && (
          <ImportDialog
            kind="orders"
            list="order"
            named={{ label: t("orders.source"), hint: t("orders.source_hint") }}
            members={members}
            onImported={() => void client.invalidateQueries({ queryKey: ["orders"] })}
            onClose={() => setImporting(false)}
          />
        )}
      </div>
    </div>
  );
}
