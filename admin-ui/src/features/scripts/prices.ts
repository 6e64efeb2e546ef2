import type { PriceRow } from "@/lib/api/types";
import columnNames from "./columnNames.json";

export type Row = Required<PriceRow>;

export const emptyRow = (): Row => ({ item: "", unit: "", price: "", currency: "CNY", note: "" });

/** Whether the server keeps it as it stands: digits, perhaps with commas between thousands, and up to four behind a point. */
export function isPrice(text: string): boolean {
  if (!/^(\d+|\d{1,3}(,\d{3})+)(\.\d{1,4})?$/.test(text)) return false;
  const whole = text
    .replace(/,/g, "")
    .split(".")[0]!
    .replace(/^0+(?=\d)/, "");
  return whole.length <= 12;
}

export const isWhole = (row: Row): boolean =>
  row.item.trim() !== "" && isPrice(row.price.trim()) && /^[A-Z]{3}$/.test(row.currency);

/** What first lines call the columns, in either language. */
const names = columnNames as Record<string, keyof Row>;

/** Columns by their number, when no line names them. */
const usual: Record<number, (keyof Row)[]> = {
  2: ["item", "price"],
  3: ["item", "unit", "price"],
  4: ["item", "unit", "price", "note"],
  5: ["item", "unit", "price", "currency", "note"],
};

/** The cells of each line: as copied from a table, or comma-separated with quotes. */
function cellsOf(text: string): string[][] {
  const comma = text.includes("\t") ? "\t" : ",";
  const lines: string[][] = [[""]];
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const c = text[at]!;
    const line = lines.at(-1)!;
    const last = line.length - 1;
    if (quoted && c === '"' && text[at + 1] === '"') {
      line[last] += '"';
      at += 1;
    } else if (c === '"' && (quoted || line[last] === "")) quoted = !quoted;
    else if (!quoted && c === comma) line.push("");
    else if (!quoted && c === "\n") lines.push([""]);
    else if (c !== "\r") line[last] += quoted && c === "\n" ? " " : c;
  }
  return lines.map((line) => line.map((cell) => cell.trim())).filter((line) => line.some(Boolean));
}

function priceOf(cell: string): Pick<Row, "price"> & { currency?: string } {
  const price = cell.replace(/^(CNY|RMB|¥|￥)?\s*/i, "").replace(/\s*(\u5143)?$/, "");
  const dollars = /^(USD|\$)\s*(.*)$/i.exec(price);
  return dollars ? { price: dollars[2]!, currency: "USD" } : { price };
}

export interface Pasted {
  rows: Row[];
  /** Lines that are no rows, as they were. */
  bad: string[];
}

/** Rows of a table that was pasted. Columns are named by a first line, or taken in their usual order. */
export function pastedRows(text: string): Pasted {
  const lines = cellsOf(text);
  const named = lines[0]?.map((cell) => names[cell.toLowerCase()]) ?? [];
  const hasHead = named.includes("item") && named.includes("price");
  const pasted: Pasted = { rows: [], bad: [] };
  for (const cells of hasHead ? lines.slice(1) : lines) {
    const columns = hasHead ? named : (usual[Math.min(cells.length, 5)] ?? []);
    const row = emptyRow();
    for (const [index, column] of columns.entries()) {
      const cell = cells[index];
      if (column === undefined || !cell) continue;
      if (column === "price") Object.assign(row, priceOf(cell));
      else if (column === "currency")
        row.currency = cell.toUpperCase() === "RMB" ? "CNY" : cell.toUpperCase();
      else row[column] = cell;
    }
    if (isWhole(row)) pasted.rows.push(row);
    else pasted.bad.push(cells.join("\t"));
  }
  return pasted;
}

/** What of a time is to be said today; a sheet that ends within so many days is about to. */
const soonDays = 7;

export type Validity = "future" | "expired" | "ending" | null;

export function validityOf(from: string | null, until: string | null, today: string): Validity {
  if (until && until < today) return "expired";
  if (from && from > today) return "future";
  if (!until) return null;
  return (Date.parse(until) - Date.parse(today)) / 86_400_000 <= soonDays ? "ending" : null;
}
