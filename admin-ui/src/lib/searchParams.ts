/** Search params as plain strings, so that addresses stay readable and can be typed by hand. */
export type Params = Record<string, string | undefined>;

export function parseSearch(search: string): Params {
  return Object.fromEntries(new URLSearchParams(search));
}

export function stringifySearch(params: Record<string, unknown>): string {
  const kept = Object.entries(params).filter(
    ([, value]) => value !== undefined && value !== "" && value !== null,
  );
  const text = new URLSearchParams(kept.map(([key, value]) => [key, String(value)])).toString();
  return text ? `?${text}` : "";
}

/** Keeps only known, non-empty params. */
export function pick<K extends string>(
  keys: readonly K[],
  params: Record<string, unknown>,
): Partial<Record<K, string>> {
  const kept: Partial<Record<K, string>> = {};
  for (const key of keys) {
    const value = params[key];
    if (typeof value === "string" && value !== "") kept[key] = value;
  }
  return kept;
}

/** Someone in one source, as one param: "wecom:ww01|lihua". */
export function joinRef(source: string, id: string): string {
  return `${source}|${id}`;
}

export function splitRef(ref: string | undefined): { source: string; id: string } | undefined {
  const bar = ref?.lastIndexOf("|") ?? -1;
  return ref && bar > 0 ? { source: ref.slice(0, bar), id: ref.slice(bar + 1) } : undefined;
}
