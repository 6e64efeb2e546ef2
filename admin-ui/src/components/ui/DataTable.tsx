import type { ReactNode } from "react";
import { ScrollRegion } from "@/components/ui/ScrollRegion";
import "./dataTable.css";

export interface Column<Row> {
  key: string;
  title: string;
  render: (row: Row) => ReactNode;
  align?: "end";
  nowrap?: boolean;
  /** Name of the order that a press on the title asks for. */
  sort?: string;
}

/** Which order is in force, and how to ask for another; undefined is the order that the rows came in. */
export interface Sorting {
  active: string | undefined;
  onSort: (sort: string | undefined) => void;
}

/** A plain table with real semantics. `caption` names it for those who cannot see it. */
export function DataTable<Row>({
  caption,
  columns,
  rows,
  rowKey,
  empty,
  sort,
}: {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  empty?: ReactNode;
  sort?: Sorting;
}) {
  if (rows.length === 0 && empty) return empty;
  return (
    <ScrollRegion className="data-table-scroll" label={caption}>
      <table className="data-table">
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column.key} column={column} sort={sort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => (
                <td key={column.key} className={classes(column)}>
                  {column.render(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function Head<Row>({ column, sort }: { column: Column<Row>; sort: Sorting | undefined }) {
  const here = column.sort !== undefined && sort?.active === column.sort;
  return (
    <th
      scope="col"
      className={classes(column)}
      aria-sort={column.sort && sort ? (here ? "descending" : "none") : undefined}
    >
      {column.sort && sort ? (
        <button
          type="button"
          className={`plain table-sort ${here ? "sort-here" : ""}`}
          onClick={() => sort.onSort(here ? undefined : column.sort)}
        >
          {column.title}
          <span aria-hidden className="sort-mark">
            {here ? "↓" : "↕"}
          </span>
        </button>
      ) : (
        column.title
      )}
    </th>
  );
}

function classes<Row>(column: Column<Row>): string {
  return `${column.align === "end" ? "cell-end num" : ""} ${column.nowrap ? "cell-nowrap" : ""}`.trim();
}
