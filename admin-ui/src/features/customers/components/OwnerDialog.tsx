import { useQuery } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { cameSecond, ownershipQuery, useOrder } from "@/components/ownership/api";
import { EntryList } from "@/components/ownership/EntryList";
import { nameOfPerson, newerThan, type Step } from "@/components/ownership/ledger";
import { OrderFields } from "@/components/ownership/OrderFields";
import { type Act, isWhole, newDraft, orderOf, refOf } from "@/components/ownership/order";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import type { Ownership, Person } from "@/lib/api/types";

interface Props {
  customer: string;
  act: Act;
  /** What stood when the reader decided; undefined where nobody ever served the customer. */
  view: Ownership | undefined;
  /** Whom the act is about, where that is no choice. */
  employee?: Person;
  /** Proposed where nobody ever served him. */
  line?: string;
  onClose: () => void;
}

/** One change of who serves a customer, based on what its reader has seen. */
export default function OwnerDialog({ customer, act, view, employee, line, onClose }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(() =>
    newDraft(act, { line: view?.line ?? line ?? "", employee: employee && refOf(employee) }),
  );
  const [seen, setSeen] = useState(view?.entry ?? "none");
  const order = useOrder();
  const history = useQuery(ownershipQuery(customer)).data?.history ?? [];
  const second = cameSecond(order.error);
  const news = newerThan(history, draft.line, seen);
  const send = () => order.mutate({ customer, order: { ...orderOf(draft), seen } }, { onSuccess: onClose });
  const lookAgain = () => {
    setSeen(news[0]?.entry.entry ?? seen);
    order.reset();
  };
  return (
    <Modal
      open
      title={t(`ownership.one.${act}`, { who: employee ? nameOfPerson(employee) : "" })}
      okText={t("common.confirm")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: second || !isWhole(draft) }}
      confirmLoading={order.isPending}
      onOk={send}
      onCancel={onClose}
    >
      <div className="form">
        <p className="muted">{t(`ownership.hint.${act}`)}</p>
        {order.error && !second && <ErrorNotice error={order.error} />}
        {second && <CameFirst news={news} onLookAgain={lookAgain} />}
        <OrderFields
          draft={draft}
          chooseLine={view === undefined}
          onChange={(part) => setDraft((old) => ({ ...old, ...part }))}
        />
      </div>
    </Modal>
  );
}

/** Who did what meanwhile; whoever has read it may order again. */
function CameFirst({ news, onLookAgain }: { news: readonly Step[]; onLookAgain: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="came-first" role="alert">
      <strong>{t("ownership.changed")}</strong>
      <EntryList steps={news} />
      <p>
        <Button size="small" disabled={news.length === 0} onClick={onLookAgain}>
          {t("ownership.look_again")}
        </Button>
      </p>
    </div>
  );
}
