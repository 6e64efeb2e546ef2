import { useTranslation } from "react-i18next";
import { type Column, DataTable } from "@/components/ui/DataTable";
import type { AllocationAnswer } from "@/lib/api/types";
import { WhyText } from "./WhyText";

type Row = AllocationAnswer["items"][number];

/** Who would get whom by the rules as everything stands now. */
export function AllocationPreview({ items }: { items: readonly Row[] }) {
  const { t } = useTranslation();
  const reasonOf = (row: Row) => t(`allocation.reason.${row.reason}`, { defaultValue: row.reason ?? "" });
  const nameOf = (row: Row) =>
    row.why.takers?.find((one) => one.id === row.taker?.id && one.source === row.taker.source)?.name ??
    row.taker?.id ??
    reasonOf(row);
  const columns: Column<Row>[] = [
    {
      key: "customer",
      title: t("allocation.customer"),
      render: (row) => row.customer.name || row.customer.id,
    },
    {
      key: "taker",
      title: t("allocation.would_get"),
      render: (row) => (row.reason === "kept" ? reasonOf(row) : nameOf(row)),
    },
    { key: "rule", title: t("allocation.rule"), render: (row) => row.rule?.name },
    { key: "why", title: t("allocation.why"), render: (row) => <WhyText why={row.why} /> },
  ];
  return (
    <DataTable
      caption={t("allocation.preview")}
      columns={columns}
      rows={items}
      rowKey={(row) => row.customer.id}
    />
  );
}
