import { useTranslation } from "react-i18next";
import { DataTable } from "@/components/ui/DataTable";
import type { StaffCoverage } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";
import { shareOf } from "../filters";
import { ConsentBar, ReachBar } from "./ShareBar";

/** How far the archive reaches into one company, and into each of its departments. */
export function Overview({
  whole,
  parts,
  named,
}: {
  whole: StaffCoverage;
  parts: readonly StaffCoverage[];
  named: boolean;
}) {
  const { t } = useTranslation();
  return (
    <section className="panel coverage-company" aria-label={t("coverage.reach")}>
      <h2>{named ? t("coverage.reach_of", { source: whole.source }) : t("coverage.reach")}</h2>
      <div className="coverage-tiles">
        <ReachBar label={t("coverage.seats")} part={whole.seats} whole={whole.employees} />
        <ReachBar label={t("coverage.customers")} part={whole.covered} whole={whole.customers} />
        <div className="coverage-wide">
          <p className="muted">{t("coverage.consents_hint")}</p>
          <ConsentBar coverage={whole} legend />
        </div>
      </div>
      {parts.length > 0 && (
        <DataTable
          caption={t("coverage.by_department")}
          rows={parts}
          rowKey={(one) => one.department_id ?? ""}
          columns={[
            { key: "name", title: t("coverage.department"), render: (one) => one.name || one.department_id },
            {
              key: "seats",
              title: t("coverage.seats_short"),
              align: "end",
              nowrap: true,
              render: (one) => `${formatNumber(one.seats)} / ${formatNumber(one.employees)}`,
            },
            {
              key: "customers",
              title: t("coverage.customers_short"),
              align: "end",
              nowrap: true,
              render: (one) => `${formatNumber(one.covered)} / ${formatNumber(one.customers)}`,
            },
            {
              key: "share",
              title: t("coverage.share"),
              align: "end",
              nowrap: true,
              render: (one) => shareOf(one.covered, one.customers),
            },
            {
              key: "consents",
              title: t("coverage.consents"),
              render: (one) => <ConsentBar coverage={one} />,
            },
          ]}
        />
      )}
    </section>
  );
}
