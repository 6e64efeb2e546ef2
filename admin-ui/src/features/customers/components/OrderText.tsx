import { useTranslation } from "react-i18next";
import { OrderStatusTag } from "@/components/orders/OrderStatusTag";
import type { Order, OrderState } from "@/lib/api/types";
import { formatDateTime, formatMoney } from "@/lib/format";

/** What was ordered, for how much, how it stands, and how it read before. */
export function OrderText({ order }: { order: Order }) {
  const { t } = useTranslation();
  const { now } = order;
  const sold = now.lines.map((line) => (line.quantity ? `${line.name} × ${line.quantity}` : line.name));
  return (
    <>
      <p className="timeline-line">
        <OrderStatusTag status={order.status} />
        <strong className="num">{formatMoney(order.amount, order.currency)}</strong>
        {now.title && <span>{now.title}</span>}
        <span className="muted">{order.source}</span>
      </p>
      {sold.length > 0 && <p className="timeline-line muted">{sold.join(t("segments.or_separator"))}</p>}
      {now.note && <p className="timeline-line muted">{now.note}</p>}
      {order.past.length > 0 && (
        <details className="owner-ledger">
          <summary>{t("customers.orders.past", { count: order.past.length })}</summary>
          <ol>
            {[...order.past, now].map((state) => (
              <Past key={state.version} state={state} />
            ))}
          </ol>
        </details>
      )}
    </>
  );
}

function Past({ state }: { state: OrderState }) {
  const { t } = useTranslation();
  return (
    <li>
      <time className="muted num" dateTime={state.taken_at}>
        {formatDateTime(state.taken_at)}
      </time>{" "}
      {state.taken_by} · {t(`customers.orders.states.${state.status}`)} ·{" "}
      <span className="num">{formatMoney(state.amount, state.currency)}</span>
    </li>
  );
}
