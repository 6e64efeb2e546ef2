import { useTranslation } from "react-i18next";
import { DataTable } from "@/components/ui/DataTable";
import type { BacktestCount } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";
import { useBilingual } from "@/lib/i18n";

/** Alerts before and after, for each rule or category. */
export function CountTable({
  caption,
  rows,
  chosen,
  onChoose,
}: {
  caption: string;
  rows: readonly BacktestCount[];
  chosen?: string;
  onChoose?: (key: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const title = useBilingual();
  const number = (key: "before" | "after" | "gained" | "lost") => ({
    key,
    title: t(`studio.counts.${key}`),
    align: "end" as const,
    render: (row: BacktestCount) => formatNumber(row[key]),
  });
  return (
    <DataTable
      caption={caption}
      rows={rows}
      rowKey={(row) => row.key}
      columns={[
        {
          key: "title",
          title: t("rules.title"),
          render: (row) => {
            const name = title(row.title) || row.key;
            if (!onChoose) return name;
            const here = row.key === chosen;
            return (
              <button
                type="button"
                className={`plain link ${here ? "count-here" : ""}`}
                aria-pressed={here}
                onClick={() => onChoose(here ? undefined : row.key)}
              >
                {name}
              </button>
            );
          },
        },
        number("before"),
        number("after"),
        number("gained"),
        number("lost"),
      ]}
    />
  );
}
