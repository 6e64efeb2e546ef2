/** Values for a script's variables by name. */
export type Values = Record<string, string>;

const pattern = /\{\{\s*([\p{L}\p{N}_]+)\s*\}\}/gu;

/** The names that a text uses, each once, in order. */
export function variablesOf(text: string): string[] {
  return [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ""))];
}

/** The text with its variables filled in; what has no value stays visible, so that nobody sends it unseen. */
export function fill(text: string, values: Values): string {
  return text.replace(pattern, (whole, name: string) => values[name]?.trim() || whole);
}
