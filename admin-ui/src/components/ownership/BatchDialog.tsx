import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Picked } from "@/components/many/picked";
import { RefusedTable } from "@/components/many/RefusedTable";
import { SendDialog } from "@/components/ui/SendDialog";
import type { OwnershipOutcome } from "@/lib/api/types";
import { useCodeText } from "@/lib/i18n";
import { useOrders } from "./api";
import { OrderFields } from "./OrderFields";
import { type Act, isWhole, newDraft, orderOf } from "./order";

interface Props {
  act: Act;
  customers: readonly Picked[];
  /** The line of business of all of them; undefined lets the reader choose. */
  line?: string;
  /** Whether the orders were sent. */
  onClose: (sent: boolean) => void;
}

/** One order for many customers, and then what became of each. */
export function BatchDialog({ act, customers, line, onClose }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(() => newDraft(act, { line: line ?? "" }));
  // Who was picked is kept, because the list behind follows what was done.
  const [asked] = useState(customers);
  const send = useOrders();
  const run = () =>
    send.mutate(
      asked.map((one) => ({ customer: one.id, ...orderOf(draft), ...(one.seen && { seen: one.seen }) })),
    );
  return (
    <SendDialog
      title={t(`ownership.many.${act}`, { count: asked.length })}
      ready={isWhole(draft)}
      sending={send.isPending}
      error={send.error}
      onSend={run}
      outcome={send.data && <Outcomes outcomes={send.data.items} customers={asked} />}
      done={t("ownership.done")}
      onClose={() => onClose(send.data !== undefined)}
    >
      <OrderFields
        draft={draft}
        chooseLine={line === undefined}
        onChange={(part) => setDraft((old) => ({ ...old, ...part }))}
      />
    </SendDialog>
  );
}

function Outcomes({
  outcomes,
  customers,
}: {
  outcomes: readonly OwnershipOutcome[];
  customers: readonly Picked[];
}) {
  const { t } = useTranslation();
  const codeText = useCodeText();
  const refused = outcomes.filter((one) => one.problem !== null).length;
  return (
    <>
      <p role="status">{t("ownership.outcome", { done: outcomes.length - refused, refused })}</p>
      <RefusedTable
        caption={t("ownership.refused")}
        why={t("ownership.why_not")}
        reason={(code) => codeText("errors", code)}
        outcomes={outcomes}
        customers={customers}
      />
    </>
  );
}
