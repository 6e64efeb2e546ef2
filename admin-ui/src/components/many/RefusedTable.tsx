import { useTranslation } from "react-i18next";
import { DataTable } from "@/components/ui/DataTable";
import type { Picked } from "./picked";
import "./many.css";

interface Props {
  caption: string;
  /** How the column of reasons is called, and the words of a reason. */
  why: string;
  reason: (code: string) => string;
  outcomes: readonly { customer: string; problem: string | null }[];
  customers: readonly Picked[];
}

/** The customers for whom it was not done, and why; nothing when it was done for all. */
export function RefusedTable({ caption, why, reason, outcomes, customers }: Props) {
  const { t } = useTranslation();
  const refused = outcomes.filter((one) => one.problem !== null);
  if (refused.length === 0) return null;
  const names = new Map(customers.map((one) => [one.id, one.name]));
  return (
    <div className="many-rows">
      <DataTable
        caption={caption}
        rows={refused}
        rowKey={(one) => one.customer}
        columns={[
          {
            key: "customer",
            title: t("ownership.customer"),
            render: (one) => names.get(one.customer) ?? one.customer,
          },
          { key: "problem", title: why, render: (one) => reason(one.problem ?? "") },
        ]}
      />
    </div>
  );
}
