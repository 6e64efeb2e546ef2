import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { OrderStatusTag } from "@/components/orders/OrderStatusTag";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { MoreButton } from "@/components/ui/MoreButton";
import { formatDate, formatMoney, formatNumber, formatShort } from "@/lib/format";
import { customerOrdersQuery } from "../api/customers";

/** What a customer bought: the sums by currency, and the orders themselves. */
export function OrderCard({ id }: { id: string }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(customerOrdersQuery(id));
  const first = query.data?.pages[0];
  const orders = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-label={t("customers.orders.title")}>
      <h2>{t("customers.orders.title")}</h2>
      {query.error && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {first && orders.length === 0 && <p className="muted">{t("customers.orders.none")}</p>}
      {first && first.totals.length > 0 && (
        <dl className="order-totals">
          {first.totals.map((total) => (
            <div key={total.currency}>
              <dt>{t("customers.orders.year")}</dt>
              <dd className="num">
                <strong>{formatMoney(total.year_amount, total.currency)}</strong>{" "}
                <span className="muted">
                  {t("customers.orders.count", {
                    count: total.year_orders,
                    number: formatNumber(total.year_orders),
                  })}
                </span>
              </dd>
              <dt>{t("customers.orders.all")}</dt>
              <dd className="num">
                {formatMoney(total.amount, total.currency)}{" "}
                <span className="muted">
                  {t("customers.orders.count", { count: total.orders, number: formatNumber(total.orders) })}
                </span>
              </dd>
            </div>
          ))}
          {first.last_at && (
            <div>
              <dt>{t("customers.orders.last")}</dt>
              <dd className="num">{formatDate(first.last_at)}</dd>
            </div>
          )}
        </dl>
      )}
      <ul className="customer-list">
        {orders.map((order) => (
          <li key={order.id}>
            <span className="customer-tags">
              <OrderStatusTag status={order.status} />
              <strong className="num">{formatMoney(order.amount, order.currency)}</strong>
            </span>
            <span className="muted">
              <time className="num" dateTime={order.ordered_at}>
                {formatShort(order.ordered_at)}
              </time>{" "}
              {order.now.title || order.number}
            </span>
          </li>
        ))}
      </ul>
      <MoreButton pages={query} small />
    </section>
  );
}
