import { Button, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DataTable } from "@/components/ui/DataTable";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import type { OwnershipOutcome } from "@/lib/api/types";
import { useCodeText } from "@/lib/i18n";
import { useOrders } from "./api";
import { OrderFields } from "./OrderFields";
import { type Act, isWhole, newDraft, orderOf } from "./order";
import "./ownership.css";

/** A customer that was picked, by the name that the list shows. */
export interface Picked {
  id: string;
  name: string;
  /** Newest entry of the ledger that the list shows. */
  seen?: string;
}

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
  const ready = isWhole(draft);
  const close = () => onClose(send.data !== undefined);
  const run = () =>
    send.mutate(
      asked.map((one) => ({ customer: one.id, ...orderOf(draft), ...(one.seen && { seen: one.seen }) })),
    );
  return (
    <Modal
      open
      title={t(`ownership.many.${act}`, { count: asked.length })}
      onCancel={close}
      footer={
        send.data ? (
          <Button type="primary" onClick={close}>
            {t("ownership.done")}
          </Button>
        ) : (
          <>
            <Button onClick={close}>{t("common.cancel")}</Button>
            <Button type="primary" disabled={!ready} loading={send.isPending} onClick={run}>
              {t("common.confirm")}
            </Button>
          </>
        )
      }
    >
      {send.data ? (
        <Outcomes outcomes={send.data.items} customers={asked} />
      ) : (
        <div className="form">
          {send.error && <ErrorNotice error={send.error} />}
          <OrderFields
            draft={draft}
            chooseLine={line === undefined}
            onChange={(part) => setDraft((old) => ({ ...old, ...part }))}
          />
        </div>
      )}
    </Modal>
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
  const refused = outcomes.filter((one) => one.problem !== null);
  const names = new Map(customers.map((one) => [one.id, one.name]));
  return (
    <>
      <p role="status">
        {t("ownership.outcome", { done: outcomes.length - refused.length, refused: refused.length })}
      </p>
      {refused.length > 0 && (
        <div className="batch-refused">
          <DataTable
            caption={t("ownership.refused")}
            rows={refused}
            rowKey={(one) => one.customer}
            columns={[
              {
                key: "customer",
                title: t("ownership.customer"),
                render: (one) => names.get(one.customer) ?? one.customer,
              },
              {
                key: "problem",
                title: t("ownership.why_not"),
                render: (one) => codeText("errors", one.problem ?? ""),
              },
            ]}
          />
        </div>
      )}
    </>
  );
}
