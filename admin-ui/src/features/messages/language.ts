/** The search language as the page needs it: parts, places, and what may come next. The server reads it for real. */

export interface Place {
  column: number;
  length: number;
}

/** The characters of a query at a place; the server counts characters from 1, not UTF-16 units. */
export function cut(query: string, place: Place): string {
  return [...query].slice(place.column - 1, place.column - 1 + place.length).join("");
}

/** Before, inside and behind a place. */
export function around(query: string, place: Place): [string, string, string] {
  const characters = [...query];
  const begin = place.column - 1;
  const end = begin + Math.max(place.length, 1);
  return [
    characters.slice(0, begin).join(""),
    characters.slice(begin, end).join("") || " ",
    characters.slice(end).join(""),
  ];
}

/** The query without the part at a place. */
export function without(query: string, place: Place): string {
  const [before, , behind] = around(query, place);
  return `${before.trimEnd()} ${behind.trimStart()}`.trim();
}

/** The query with a part more; an OR keeps its parts together. */
export function withPart(query: string | undefined, part: string): string {
  if (!query?.trim()) return part;
  return /(^|\s)OR(\s|$)/.test(query) ? `(${query.trim()}) ${part}` : `${query.trim()} ${part}`;
}

/** A value as a field token takes it. */
export function quoted(value: string): string {
  return /[\s,，"“”()（）:：]/.test(value) ? `"${value.replaceAll('"', "")}"` : value;
}

export const fieldNames = [
  "from",
  "to",
  "with",
  "dept",
  "in",
  "type",
  "has",
  "channel",
  "direction",
  "category",
  "rule",
  "verdict",
  "recalled",
  "before",
  "after",
  "on",
] as const;

const fixed: Record<string, readonly string[]> = {
  has: ["attachment", "image", "voice", "video", "file", "link", "card", "quote", "alert"],
  channel: ["chat", "sms", "call", "event"],
  direction: ["out", "in", "internal"],
  verdict: ["new", "in_review", "violation", "coaching", "false_positive", "escalated"],
  recalled: ["yes", "no"],
  type: ["text", "image", "voice", "video", "file", "link", "card", "chatrecord", "redpacket"],
  after: ["7d", "30d", "today", "yesterday"],
  on: ["today", "yesterday"],
  before: ["7d", "30d"],
};

export interface Suggestion {
  /** What is put in place of the last word. */
  text: string;
  /** Whether more has to follow. */
  open: boolean;
}

/** What may stand in place of the word that is being written: names of fields, then their values. */
export function suggest(query: string): Suggestion[] {
  const word = /\S*$/.exec(query)![0];
  const sign = word.startsWith("-") ? "-" : "";
  const bare = word.slice(sign.length);
  const field = /^([a-z]+)[:：](.*)$/i.exec(bare);
  if (!field) {
    if (!/^[a-z]+$/i.test(bare)) return [];
    return fieldNames
      .filter((name) => name.startsWith(bare.toLowerCase()))
      .map((name) => ({ text: `${sign}${name}:`, open: true }));
  }
  const name = field[1]!.toLowerCase();
  const written = field[2]!;
  return (fixed[name] ?? [])
    .filter((value) => value.startsWith(written) && value !== written)
    .map((value) => ({ text: `${sign}${name}:${value}`, open: false }));
}

/** The query with its last word replaced. */
export function complete(query: string, suggestion: Suggestion): string {
  return query.replace(/\S*$/, suggestion.text) + (suggestion.open ? "" : " ");
}

/** The person whose name is being written behind from:, to: or with:; undefined elsewhere. */
export function personPrefix(query: string): { token: string; text: string } | undefined {
  const found = /(?:^|\s)(-?(?:from|to|with)[:：])(\S+)$/i.exec(query);
  return found ? { token: found[1]!, text: found[2]! } : undefined;
}
