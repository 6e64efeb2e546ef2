import { useTranslation } from "react-i18next";
import { Tag, type Tone } from "@/components/ui/Tag";
import type { OrderStatus } from "@/lib/api/types";

const tones: Record<OrderStatus, Tone> = {
  open: "medium",
  paid: "ok",
  done: "ok",
  cancelled: "informational",
  refunded: "informational",
};

/** How an order stands, in a word. */
export function OrderStatusTag({ status }: { status: OrderStatus }) {
  const { t } = useTranslation();
  return <Tag tone={tones[status]}>{t(`customers.orders.states.${status}`)}</Tag>;
}
