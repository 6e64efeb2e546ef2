import type { PriceRow, Script } from "./api";
import { t } from "./texts";

/** A price as people write it, digit by digit: nothing is rounded. */
export function formatPrice({ price, currency }: Pick<PriceRow, "price" | "currency">): string {
  const [whole = "", parts] = price.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const sign = currency === "CNY" ? "¥" : `${currency} `;
  return `${sign}${grouped}${parts === undefined ? "" : `.${parts}`}`;
}

const lineOf = (row: PriceRow): string =>
  t(row.note ? "price.line_note" : "price.line", {
    item: row.item,
    price: formatPrice(row) + (row.unit && `/${row.unit}`),
    note: row.note ?? "",
  });

/** What is copied or sent of a script: its text, and below it the rows of a price sheet. */
export function wholeText({ text, rows }: Pick<Script, "text" | "rows">): string {
  return [...(text ? [text] : []), ...rows.map(lineOf)].join("\n");
}
