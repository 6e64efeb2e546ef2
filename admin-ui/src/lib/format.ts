import i18n from "i18next";

/** Times are shown as the company's clock reads, wherever the reader sits. */
export const timeZone = "Asia/Shanghai";

const cache = new Map<string, Intl.DateTimeFormat>();

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const locale = i18n.language || "zh-CN";
  const key = locale + JSON.stringify(options);
  let format = cache.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, { timeZone, hourCycle: "h23", ...options });
    cache.set(key, format);
  }
  return format;
}

export function formatDateTime(iso: string): string {
  return dateFormat({ dateStyle: "medium", timeStyle: "medium" }).format(new Date(iso));
}

export function formatDate(iso: string): string {
  return dateFormat({ year: "numeric", month: "long", day: "numeric", weekday: "short" }).format(
    new Date(iso),
  );
}

export function formatTime(iso: string): string {
  return dateFormat({ hour: "2-digit", minute: "2-digit" }).format(new Date(iso));
}

/** The day in the company's time zone, for grouping: 2026-01-31. */
export function dayOf(iso: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(new Date(iso));
}

/** Short for lists: the time today, month and day this year, else the date. */
export function formatShort(iso: string, now = Date.now()): string {
  const today = dayOf(new Date(now).toISOString());
  const day = dayOf(iso);
  if (day === today) return formatTime(iso);
  if (day.slice(0, 4) === today.slice(0, 4)) {
    return dateFormat({ month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" }).format(
      new Date(iso),
    );
  }
  return dateFormat({ year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date(iso));
}

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** "3 minutes ago" in the reader's language. */
export function formatAge(iso: string, now = Date.now()): string {
  const seconds = Math.round((Date.parse(iso) - now) / 1000);
  const [unit, size] = units.find(([, s]) => Math.abs(seconds) >= s) ?? units[3]!;
  const style = new Intl.RelativeTimeFormat(i18n.language || "zh-CN", { numeric: "auto", style: "short" });
  return style.format(Math.trunc(seconds / size), unit);
}

/** A span of time in its two largest units: 1 h 20 min. */
export function formatSpan(seconds: number): string {
  const parts: string[] = [];
  let rest = Math.max(0, Math.round(seconds));
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 || (unit === "second" && parts.length === 0)) parts.push(formatUnit(count, unit));
    if (parts.length === 2) break;
  }
  return parts.join(" ");
}

function formatUnit(value: number, unit: string): string {
  return new Intl.NumberFormat(i18n.language || "zh-CN", {
    style: "unit",
    unit,
    unitDisplay: "short",
  }).format(value);
}

export function formatNumber(value: number): string {
  return new Intl.NumberFormat(i18n.language || "zh-CN").format(value);
}

/** An exact amount with its currency, "¥1,234.50"; what comes as text stays exact. */
export function formatMoney(amount: string, currency: string): string {
  const [whole = "0", rest] = amount.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  const plain = rest ? `${grouped}.${rest}` : grouped;
  return currency === "CNY" ? `¥${plain}` : `${currency} ${plain}`;
}

export function formatRate(value: number): string {
  return new Intl.NumberFormat(i18n.language || "zh-CN", { maximumSignificantDigits: 3 }).format(value);
}

/** 1.5 MB; powers of 1,024. */
export function formatBytes(bytes: number): string {
  const names = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
  let value = bytes;
  let step = 0;
  while (value >= 1024 && step < names.length - 1) {
    value /= 1024;
    step += 1;
  }
  const options = { style: "unit", unit: names[step]!, maximumFractionDigits: step === 0 ? 0 : 1 } as const;
  return new Intl.NumberFormat(i18n.language || "zh-CN", options).format(value);
}

/** Length of a recording: 1:05. */
export function formatClock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}
