/** Where the cursor stands in a YAML text, read from the indentation: it holds while the text is half written. */
export interface Place {
  /** Keys from the top of the document to the map or list that holds the cursor. `*` stands for a list item. */
  path: string[];
  /** The key of this line when the cursor is behind its colon. */
  key: string | undefined;
  /** What is written of the word at the cursor, and where it begins. */
  word: string;
  from: number;
  /** Keys that the same map has already. */
  present: string[];
}

const keyPattern = /^(\s*(?:- +)*)([\w|.-]+)\s*:(?=\s|$)/;

const indentOf = (line: string): number => /^[\s]*(?:- +)*/.exec(line)![0].length;
const isBlank = (line: string): boolean => /^\s*(#.*)?$/.test(line);
const isBorder = (line: string): boolean => /^(---|\.\.\.)(\s|$)/.test(line);

export function placeAt(text: string, offset: number): Place {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const before = text.slice(start, offset);
  const flow = flowPlace(before);
  const word = /[^\s,:[\]{}"']*$/.exec(before)![0];
  const own = keyPattern.exec(before);
  const lines = text.slice(0, start).split("\n").slice(0, -1);
  const blockIndent = indentOf(before);
  const parents = ancestors(lines, before.trim() === "" ? before.length : blockIndent, before);
  const base = { word, from: offset - word.length };
  if (flow) {
    const outer = own ? [...parents, own[2]!] : parents;
    return { ...base, path: [...outer, ...flow.path], key: flow.key, present: flow.present };
  }
  if (own) return { ...base, path: parents, key: own[2], present: [] };
  const following = text.slice(offset).split("\n").slice(1);
  return { ...base, path: parents, key: undefined, present: siblings(lines, following, blockIndent) };
}

/** The keys above a line by falling indentation, within the document. */
function ancestors(lines: readonly string[], indent: number, current: string): string[] {
  const path: string[] = [];
  let limit = indent;
  if (/^\s*- /.test(current)) {
    path.unshift("*");
    limit = /^\s*/.exec(current)![0].length + 1;
  }
  for (const line of [...lines].reverse()) {
    if (isBorder(line)) break;
    if (isBlank(line)) continue;
    const dash = /^(\s*)- /.exec(line);
    const found = keyPattern.exec(line);
    const depth = indentOf(line);
    if (found && depth < limit) {
      path.unshift(found[2]!);
      limit = depth;
    }
    if (dash && dash[1]!.length < limit && depth <= limit) {
      path.unshift("*");
      limit = dash[1]!.length + 1;
    }
  }
  return path;
}

function siblings(above: readonly string[], below: readonly string[], indent: number): string[] {
  const found: string[] = [];
  for (const lines of [[...above].reverse(), below]) {
    for (const line of lines) {
      if (isBorder(line)) break;
      if (isBlank(line)) continue;
      const depth = indentOf(line);
      if (depth < indent) break;
      const key = depth === indent && keyPattern.exec(line)?.[2];
      if (key) found.push(key);
    }
  }
  return found;
}

interface Level {
  kind: "map" | "list";
  key: string | undefined;
  present: string[];
}

/** The inside of brackets that are open on this line. */
function flowPlace(before: string): Pick<Place, "path" | "key" | "present"> | undefined {
  const levels: Level[] = [];
  let token = "";
  for (const match of before.matchAll(
    /'(?:[^']|'')*'?|"(?:[^"\\]|\\.)*"?|[[\]{},]|:(?=\s|$)|[^\s[\]{},:'"]+|:|\s+/g,
  )) {
    const part = match[0];
    const level = levels.at(-1);
    if (part === "[" || part === "{") {
      levels.push({ kind: part === "{" ? "map" : "list", key: undefined, present: [] });
    } else if (part === "]" || part === "}") levels.pop();
    else if (part === ",") {
      if (level) level.key = undefined;
    } else if (part === ":" && level?.kind === "map") {
      level.key = token;
      level.present.push(token);
    } else if (part.trim()) token = part;
  }
  const last = levels.at(-1);
  if (!last) return undefined;
  const outer = levels.slice(0, -1).flatMap((level) => (level.kind === "list" ? ["*"] : (level.key ?? [])));
  return { path: last.kind === "list" ? [...outer, "*"] : outer, key: last.key, present: last.present };
}
