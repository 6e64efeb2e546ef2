import { language } from "./texts";

/** Times read as the company's clock does, wherever the rep is. */
const timeZone = "Asia/Shanghai";

const day = (time: Date) => new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(time);

function format(time: Date, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language(), { timeZone, hourCycle: "h23", ...options }).format(time);
}

/** The time today, month and day this year, else the date. */
export function formatShort(iso: string, now = new Date()): string {
  const time = new Date(iso);
  if (day(time) === day(now)) return format(time, { hour: "2-digit", minute: "2-digit" });
  if (day(time).slice(0, 4) === day(now).slice(0, 4))
    return format(time, { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
  return format(time, { year: "numeric", month: "2-digit", day: "2-digit" });
}

export function formatDay(iso: string): string {
  return format(new Date(iso), { year: "numeric", month: "long", day: "numeric" });
}

/** What a datetime-local field holds, as a moment of the company's clock. */
export const toMoment = (local: string): string => `${local}:00+08:00`;

/** Tomorrow at ten, as a datetime-local field takes it. */
export function tomorrowAtTen(now = new Date()): string {
  return `${day(new Date(now.getTime() + 86_400_000))}T10:00`;
}
