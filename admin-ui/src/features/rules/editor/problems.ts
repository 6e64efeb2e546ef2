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
  const start = Math.min(mark.column - 1, line.length);
  const word = /^[^\s,[\]{}]+/.exec(line.text.slice(start))?.[0].length ?? 0;
  const end = word > 0 ? start + word : line.length;
  return { from: line.from + start, to: line.from + end };
}

const encoder = new TextEncoder();

/** The column as an editor counts it, for one that the loader counted in bytes of UTF-8. */
export function columnOf(line: string, column: number): number {
  let left = column - 1;
  let units = 0;
  for (const character of line) {
    left -= encoder.encode(character).length;
    if (left < 0) break;
    units += character.length;
  }
  return column < 1 ? column : units + 1;
}
