const dayMs = 86_400_000;

/** The moment at which a day of the company begins, or one `plus` days after it; undefined for what is no day. */
export function midnightOf(day: string | undefined, plus = 0): string | undefined {
  const start = Date.parse(`${day}T00:00:00+08:00`);
  return Number.isNaN(start) ? undefined : new Date(start + plus * dayMs).toISOString();
}
