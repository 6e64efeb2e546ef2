import { useTranslation } from "react-i18next";
import { DataTable } from "@/components/ui/DataTable";
import type { HandoverDetail } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";
import { totalOf } from "../filters";

/** What each taker was given and what came of it. */
export function TakerTable({ takers }: { takers: HandoverDetail["takers"] }) {
  const { t } = useTranslation();
  const number = (key: string, title: string, of: (row: HandoverDetail["takers"][number]) => number) => ({
    key,
    title,
    align: "end" as const,
    render: (row: HandoverDetail["takers"][number]) => formatNumber(of(row)),
  });
  return (
    <DataTable
      caption={t("handovers.takers")}
      rows={takers}
      rowKey={({ taker }) => taker.id}
      columns={[
        {
          key: "who",
          title: t("handovers.taker"),
          render: ({ taker }) => [taker.name, taker.department].filter(Boolean).join(" · "),
        },
        number("all", t("handovers.given"), ({ counts }) => totalOf(counts)),
        number("done", t("handovers.item_states.done"), ({ counts }) => counts.done),
        number(
          "open",
          t("handovers.under_way"),
          ({ counts }) => counts.planned + counts.asked + counts.waiting,
        ),
        number(
          "not",
          t("handovers.not_done"),
          ({ counts }) => counts.refused + counts.taker_full + counts.failed + counts.given_up,
        ),
      ]}
    />
  );
}
