/** Reads fields of a message's `detail`, whose shape depends on the platform's type: nothing here may throw. */
export type Detail = Record<string, unknown>;

export function asDetail(value: unknown): Detail {
  if (typeof value === "string") {
    try {
      return asDetail(JSON.parse(value));
    } catch {
      return { content: value };
    }
  }
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Detail) : {};
}

/** The first of the keys that holds a non-empty text or a number. */
export function textOf(detail: Detail, ...keys: string[]): string {
  for (const key of keys) {
    const value = detail[key];
    if (typeof value === "string" && value.trim() !== "") return value;
    if (typeof value === "number") return String(value);
  }
  return "";
}

export function numberOf(detail: Detail, key: string): number | undefined {
  const value = detail[key];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

export function listOf(detail: Detail, ...keys: string[]): unknown[] {
  for (const key of keys) if (Array.isArray(detail[key])) return detail[key] as unknown[];
  return [];
}

export interface Item {
  type: string;
  text: string;
  title: string;
  sentAt: string | undefined;
  /** Parts of a record inside a record. */
  items: Item[];
}

const deepest = 8;

/** Parts of a mixed message or of a forwarded record, each with its fields beside its type or under `content`. */
export function itemsOf(detail: Detail, depth = 0): Item[] {
  if (depth >= deepest) return [];
  return listOf(detail, "items", "item").map((entry) => {
    const item = asDetail(entry);
    const content = { ...item, ...contentOf(item.content) };
    return {
      type: textOf(item, "type")
        .replace(/^ChatRecord/, "")
        .toLowerCase(),
      text: textOf(content, "content", "text", "description", "address"),
      title: textOf(content, "title", "filename", "corpname"),
      sentAt: isoOf(numberOf(item, "sent_at") ?? numberOf(item, "msgtime")),
      items: itemsOf(content, depth + 1),
    };
  });
}

/** Plain words, or an object, or the JSON text of one. */
function contentOf(content: unknown): Detail {
  const plain = typeof content === "string" && !content.trimStart().startsWith("{");
  return plain
    ? { content }
    : { ...(content === undefined ? {} : { content: undefined }), ...asDetail(content) };
}

/** Only addresses of the web may become links. */
export function safeUrl(url: string): string | undefined {
  return /^https?:\/\//i.test(url) ? url : undefined;
}

/** Platforms give times in seconds or in milliseconds. */
export function isoOf(value: number | undefined): string | undefined {
  return value === undefined || value <= 0
    ? undefined
    : new Date(value < 1e11 ? value * 1000 : value).toISOString();
}
