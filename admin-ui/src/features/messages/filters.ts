import { pick, splitRef } from "@/lib/searchParams";

const keys = [
  "q",
  "employee",
  "customer",
  "department",
  "type",
  "role",
  "channel",
  "range",
  "from",
  "until",
  "recalled",
  "media",
  "kind",
  "category",
  "verdict",
  "rule",
  "order",
  "off",
  "in",
  "at",
] as const;

/**
 * What the address of the search says; `in` and `at` are the conversation and the message that are open, `off` the
 * parts of the query that were turned off, one a line.
 */
export type ArchiveSearch = Partial<Record<(typeof keys)[number], string>>;

export function readArchiveSearch(params: Record<string, unknown>): ArchiveSearch {
  return pick(keys, params);
}

export const channels = ["chat", "sms", "call", "event"] as const;
export const roles = ["rep", "customer", "colleague", "robot", "unknown"] as const;
export const messageTypes = [
  "text",
  "sms",
  "mms",
  "call",
  "image",
  "voice",
  "video",
  "file",
  "link",
  "weapp",
  "location",
  "card",
  "redpacket",
  "external_redpacket",
  "emotion",
  "mixed",
  "chatrecord",
  "meeting",
  "meeting_voice_call",
  "voiptext",
  "markdown",
] as const;

export const mediaKinds = [
  "image",
  "voice",
  "video",
  "file",
  "emotion",
  "call_recording",
  "document",
] as const;
export const verdicts = ["new", "in_review", "violation", "coaching", "false_positive", "escalated"] as const;

/** Ranges that move with the clock, in days. */
export const ranges = { "1d": 1, "7d": 7, "30d": 30, "90d": 90 } as const;

const dayMs = 86_400_000;

function oneOf<T extends string>(known: readonly T[], value: string | undefined): T | undefined {
  return known.find((entry) => entry === value);
}

function listOf(value: string | undefined): string[] | undefined {
  return value?.split(",").filter(Boolean);
}

/** Midnight of a day in the company's zone; Shanghai keeps no summer time. */
export function startOfDay(day: string | undefined): string | undefined {
  const time = day && /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00+08:00`) : Number.NaN;
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

function timeRange(search: ArchiveSearch, now: number): { from?: string; until?: string } {
  if (search.range && search.range in ranges) {
    const days = ranges[search.range as keyof typeof ranges];
    return { from: new Date(Math.floor(now / 60_000) * 60_000 - days * dayMs).toISOString() };
  }
  const last = startOfDay(search.until);
  return {
    from: startOfDay(search.from),
    until: last && new Date(Date.parse(last) + dayMs).toISOString(),
  };
}

/** The query of the server for an address. `until` names the last day that is still inside. */
export function toMessageQuery(search: ArchiveSearch, now = Date.now()) {
  const employee = splitRef(search.employee);
  const department = splitRef(search.department);
  return {
    q: search.q?.trim() || undefined,
    employee_source: employee?.source,
    employee_id: employee?.id,
    customer_id: splitRef(search.customer)?.id ?? search.customer,
    department_source: department?.source,
    department_id: department?.id,
    channel: oneOf(channels, search.channel),
    role: oneOf(roles, search.role),
    type: search.type,
    media_kind: search.kind,
    category: listOf(search.category),
    verdict: listOf(search.verdict)?.flatMap((state) => oneOf(verdicts, state) ?? []),
    rule: listOf(search.rule),
    recalled: search.recalled === "1" ? true : undefined,
    has_media: search.media === "1" ? true : undefined,
    order: search.order === "oldest" ? ("oldest" as const) : undefined,
    ...timeRange(search, now),
  };
}
