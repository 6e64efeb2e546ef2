import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type YAMLMap,
  YAMLSeq,
} from "yaml";

/** An example that stands in a rule, with its place in the file. */
export interface Example {
  text: string;
  expect: string;
  /** First and last line, from 1. */
  line: number;
  lastLine: number;
}

/** A rule as its author sees it: one document of a file. Lines count from 1. */
export interface RuleOutline {
  id: string;
  title: { zh: string; en: string };
  line: number;
  lastLine: number;
  selections: string[];
  examples: Example[];
}

interface Parsed {
  documents: Document.Parsed[];
  lineOf: (offset: number) => number;
}

function parse(text: string): Parsed {
  const counter = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: counter, logLevel: "silent" });
  return {
    documents: Array.isArray(documents) ? documents : [],
    lineOf: (offset) => counter.linePos(offset).line,
  };
}

const text = (value: unknown): string => (typeof value === "string" ? value : String(value ?? ""));

function rangeOf(node: unknown): [number, number] {
  const range = (node as { range?: [number, number, number] | null } | null)?.range;
  return range ? [range[0], range[1]] : [0, 0];
}

function examplesOf(map: YAMLMap, lineOf: Parsed["lineOf"]): Example[] {
  const tests = map.get("tests", true);
  if (!isSeq(tests)) return [];
  return tests.items.filter(isMap).map((item) => {
    const [start, end] = rangeOf(item);
    return {
      text: text(item.get("text")),
      expect: text(item.get("expect")),
      line: lineOf(start),
      lastLine: lineOf(Math.max(start, end - 1)),
    };
  });
}

function titleOf(map: YAMLMap): RuleOutline["title"] {
  const title = map.get("title");
  if (!isMap(title)) return { zh: text(title), en: text(title) };
  return { zh: text(title.get("zh")), en: text(title.get("en")) };
}

/** The rules of a file that can be read; what cannot is left out. */
export function outline(source: string): RuleOutline[] {
  const { documents, lineOf } = parse(source);
  return documents.flatMap((document) => {
    const map = document.contents;
    if (!isMap(map)) return [];
    const [start, end] = rangeOf(map);
    const detection = map.get("detection");
    return [
      {
        id: text(map.get("id")),
        title: titleOf(map),
        line: lineOf(start),
        lastLine: lineOf(Math.max(start, end - 1)),
        selections: keysOf(detection).filter((key) => key !== "condition"),
        examples: examplesOf(map, lineOf),
      },
    ];
  });
}

function keysOf(node: unknown): string[] {
  return isMap(node) ? node.items.map((pair) => text(isScalar(pair.key) ? pair.key.value : pair.key)) : [];
}

/** The rule that holds a line, else the one before it. */
export function ruleAt(rules: readonly RuleOutline[], line: number): RuleOutline | undefined {
  return rules.findLast((rule) => rule.line <= line) ?? rules[0];
}

/** Names that a file declares at its top: the word lists of words.yaml, or the keys of a map below it. */
export function namesOf(source: string, below?: string): string[] {
  const map = parse(source).documents[0]?.contents;
  return keysOf(below && isMap(map) ? map.get(below) : map);
}

/** A text as YAML writes it on one line, in single quotes unless it holds what those cannot. */
export function quote(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what single quotes cannot hold
  return /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(value)
    ? JSON.stringify(value)
    : `'${value.replaceAll("'", "''")}'`;
}

/** The file with one more example at the end of a rule's own; nothing else in it changes. */
export function addExample(
  source: string,
  ruleId: string,
  example: { text: string; expect: string },
): string {
  const { documents } = parse(source);
  const map = documents
    .map((document) => document.contents as unknown)
    .find((found) => isMap(found) && text(found.get("id")) === ruleId);
  if (!isMap(map)) return source;
  const written = `{text: ${quote(example.text)}, expect: ${example.expect}}`;
  const tests = map.get("tests", true);
  if (!(tests instanceof YAMLSeq) || tests.items.length === 0) {
    const end = lineEnd(source, rangeOf(map)[1]);
    return `${source.slice(0, end).replace(/\n?$/, "\n")}tests:\n  - ${written}\n${source.slice(end)}`;
  }
  const last = rangeOf(tests.items.at(-1))[1];
  if (tests.flow) return `${source.slice(0, last)}, ${written}${source.slice(last)}`;
  const first = rangeOf(tests.items[0])[0];
  const indent = /^\s*/.exec(source.slice(source.lastIndexOf("\n", first - 1) + 1))![0];
  const end = lineEnd(source, last);
  return `${source.slice(0, end).replace(/\n?$/, "\n")}${indent}- ${written}\n${source.slice(end)}`;
}

/** Where the line that holds the last character before `offset` ends, its break included. */
function lineEnd(source: string, offset: number): number {
  const at = source[offset - 1] === "\n" ? offset - 1 : offset;
  const end = source.indexOf("\n", at);
  return end < 0 ? source.length : end + 1;
}

/** Whether a path of the pack holds rules: its own, or those that the operator added. */
export function holdsRules(path: string): boolean {
  return /^(local\/)?rules\//.test(path);
}
