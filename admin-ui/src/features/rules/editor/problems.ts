import type { Text } from "@codemirror/state";

/** A fault at a place of a file, in words. Lines and columns count from 1; line 0 means the file. */
export interface Mark {
  line: number;
  column: number;
  warning: boolean;
  message: string;
  code: string;
}

/** The stretch of text to underline: from the column to the end of the word, or the whole line. */
export function stretch(doc: Text, mark: Pick<Mark, "line" | "column">): { from: number; to: number } {
  const line = doc.line(Math.min(Math.max(mark.line, 1), doc.lines));
  if (mark.line < 1 || mark.column < 1) return { from: line.from, to: line.to };
  const start = Math.min(unitsOf(line.text, mark.column - 1), line.length);
  const word = /^[^\s,[\]{}]+/.exec(line.text.slice(start))?.[0].length ?? 0;
  const rest = word > 0 ? start + word : line.length;
  return { from: line.from + start, to: line.from + rest };
}

const encoder = new TextEncoder();

/** UTF-16 units that stand before a column, which the server counts in bytes of UTF-8. */
function unitsOf(line: string, bytes: number): number {
  let left = bytes;
  let units = 0;
  for (const character of line) {
    left -= encoder.encode(character).length;
    if (left < 0) break;
    units += character.length;
  }
  return units;
}
