import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Column, DataTable } from "@/components/ui/DataTable";
import type { ActivityRow } from "@/lib/api/types";
import { can } from "@/lib/permissions";
import { joinRef } from "@/lib/searchParams";
import { useMe } from "@/lib/session";
import type { Range, Row } from "../filters";
import { type Measure, shown } from "../measures";

const columns: readonly Measure[] = [
  "messages_out",
  "messages_in",
  "replies",
  "reply_median_s",
  "reply_p90_s",
  "calls_out",
  "calls_in",
  "calls_missed",
  "talk_s",
  "contacted",
  "followed",
  "served",
  "follow_up_rate",
  "added",
  "deleted_by_employee",
  "deleted_by_customer",
  "lost",
  "claimed",
  "assigned",
  "handed_over",
  "returned",
  "passed_on",
];

/** Search of the archive that shows what a number counts. */
const messagesOf: Partial<Record<Measure, Record<string, string>>> = {
  messages_out: { role: "rep", channel: "chat" },
  messages_in: { role: "customer", channel: "chat" },
  calls_out: { role: "rep", channel: "call" },
  calls_in: { role: "customer", channel: "call" },
  calls_missed: { role: "customer", channel: "call" },
  deleted_by_employee: { channel: "event", type: "del_external_contact" },
  deleted_by_customer: { channel: "event", type: "del_follow_user" },
  added: { channel: "event", type: "add_external_contact" },
};
/** Search of the customers that shows them: whom he has as a contact, or whom he owns. */
const customersOf: Partial<Record<Measure, "employee" | "owner">> = {
  contacted: "employee",
  followed: "employee",
  served: "owner",
};

const refOf = (row: ActivityRow) =>
  row.employee ? joinRef(row.employee.source, row.employee.id) : undefined;

/** A line for each employee or team; numbers lead to the list that makes them. */
export function CountsTable({
  by,
  rows,
  range,
  sort,
  onSort,
}: {
  by: Row;
  rows: readonly ActivityRow[];
  range: Range;
  sort: string | undefined;
  onSort: (sort: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const me = useMe();
  const measure = columns.find((one) => one === sort);
  const ordered = measure
    ? [...rows].sort((one, other) => (other.counts[measure] ?? -1) - (one.counts[measure] ?? -1))
    : rows;
  const cell = (row: ActivityRow, one: Measure): ReactNode => {
    const text = shown(t, one, row.counts);
    const employee = refOf(row);
    if (!employee || !row.counts[one]) return text;
    const search = messagesOf[one];
    if (search && can(me, "searchArchive")) {
      return (
        <Link to="/messages" search={{ ...search, employee, ...range }}>
          {text}
        </Link>
      );
    }
    const whose = customersOf[one];
    if (whose && can(me, "seeCustomers")) {
      return (
        <Link to="/customers" search={{ [whose]: employee }}>
          {text}
        </Link>
      );
    }
    return text;
  };
  const named: Column<ActivityRow> = {
    key: "who",
    title: t(`activity.rows.${by}`),
    nowrap: true,
    render: (row) => <Who row={row} linked={can(me, "readAlerts")} />,
  };
  return (
    <DataTable
      caption={t("activity.table", { by: t(`activity.rows.${by}`) })}
      rows={ordered}
      rowKey={(row) => refOf(row) ?? joinRef(row.team?.source ?? "", row.team?.id ?? "")}
      sort={{ active: measure, onSort }}
      columns={[
        named,
        ...columns.map(
          (one): Column<ActivityRow> => ({
            key: one,
            title: t(`activity.measures.${one}`),
            align: "end",
            nowrap: true,
            sort: one,
            render: (row) => cell(row, one),
          }),
        ),
      ]}
    />
  );
}

function Who({ row, linked }: { row: ActivityRow; linked: boolean }) {
  const { t } = useTranslation();
  const employee = refOf(row);
  if (!row.employee || !employee) return row.team?.name || t("activity.no_team");
  return (
    <>
      {linked ? (
        <Link to="/alerts" search={{ employee, view: "all" }} title={t("activity.to_alerts")}>
          {row.employee.name}
        </Link>
      ) : (
        row.employee.name
      )}
      {row.employee.department && <span className="muted"> · {row.employee.department}</span>}
      {row.accounts > 1 && (
        <span className="muted"> · {t("activity.accounts", { count: row.accounts })}</span>
      )}
    </>
  );
}
