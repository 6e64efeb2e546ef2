import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { OrderStatusTag } from "@/components/orders/OrderStatusTag";
import { DataTable } from "@/components/ui/DataTable";
import type { Order } from "@/lib/api/types";
import { formatDateTime, formatMoney } from "@/lib/format";

export function OrderTable({ orders }: { orders: readonly Order[] }) {
  const { t } = useTranslation();
  return (
    <DataTable
      caption={t("orders.title")}
      rows={orders}
      rowKey={(order) => order.id}
      columns={[
        {
          key: "at",
          title: t("orders.members.ordered_at"),
          nowrap: true,
          render: (order) => <span className="num">{formatDateTime(order.ordered_at)}</span>,
        },
        {
          key: "number",
          title: t("orders.members.number"),
          render: (order) => (
            <span className="order-lines">
              <code>{order.number}</code>
              <span className="muted">{order.source}</span>
            </span>
          ),
        },
        { key: "customer", title: t("orders.customer"), render: (order) => <Buyer order={order} /> },
        {
          key: "amount",
          title: t("orders.members.amount"),
          nowrap: true,
          render: (order) => <strong className="num">{formatMoney(order.amount, order.currency)}</strong>,
        },
        {
          key: "status",
          title: t("orders.members.status"),
          nowrap: true,
          render: (order) => <OrderStatusTag status={order.status} />,
        },
        { key: "title", title: t("orders.members.title"), render: (order) => <Sold order={order} /> },
        { key: "rep", title: t("orders.members.rep"), render: (order) => order.now.rep },
      ]}
    />
  );
}

function Buyer({ order }: { order: Order }) {
  const { t } = useTranslation();
  const told = order.now.name || order.now.phones.map((phone) => `+${phone}`).join(", ");
  if (!order.customer_id)
    return (
      <span className="order-lines">
        <span>{told}</span>
        <span className="muted">{t("orders.nobody")}</span>
      </span>
    );
  return (
    <Link to="/customers/$id" params={{ id: order.customer_id }}>
      {order.customer_name || told || t("orders.customer")}
    </Link>
  );
}

function Sold({ order }: { order: Order }) {
  const { title, lines, note } = order.now;
  return (
    <span className="order-lines order-title">
      {title && <span>{title}</span>}
      {lines.length > 0 && <span className="muted">{lines.map((line) => line.name).join(" · ")}</span>}
      {note && <span className="muted">{note}</span>}
    </span>
  );
}
