import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { type Place, placeAt } from "./place";
import { keysAt, type Schema, type Suggestion, valuesAt } from "./schema";

/** What the pack round the file knows: completion offers its names. */
export interface Vocabulary {
  schema: Schema | undefined;
  categories: readonly string[];
  lists: readonly string[];
  /** Selections of the rule that holds a line. */
  selectionsAt: (line: number) => readonly string[];
}

const operators = ["and", "or", "not", "any of them", "all of them", "2 of"];

/** Keys and values from the schema; categories, word lists and selections from the pack. */
export function completions(vocabulary: Vocabulary) {
  return (context: CompletionContext): CompletionResult | null => {
    const text = context.state.doc.toString();
    const list = context.matchBefore(/<[\w-]*$/);
    if (list)
      return result(
        list.from,
        names(
          vocabulary.lists.map((name) => `<${name}>`),
          "variable",
        ),
      );
    const place = placeAt(text, context.pos);
    if (!context.explicit && place.word === "" && !/[\s:,[{]$/.test(text.slice(0, context.pos))) return null;
    const options = optionsAt(place, vocabulary, context.state.doc.lineAt(context.pos).number);
    return options.length === 0 ? null : result(place.from, options);
  };
}

function result(from: number, options: Completion[]): CompletionResult {
  return { from, options, validFor: /^[^\s,:[\]{}"']*$/ };
}

function optionsAt(place: Place, vocabulary: Vocabulary, line: number): Completion[] {
  if (place.key === undefined && place.path.at(-1) !== "*") return keys(place, vocabulary.schema);
  const path = place.key === undefined ? place.path : [...place.path, place.key];
  if (place.key === "condition") {
    return [...names(vocabulary.selectionsAt(line), "variable"), ...names(operators, "keyword")];
  }
  if (path.join("/") === "category") return names(vocabulary.categories, "enum");
  const values = vocabulary.schema ? valuesAt(vocabulary.schema, path) : [];
  const inList = place.key === undefined;
  return [...values.map((value) => option(value, "enum")), ...(inList ? keys(place, vocabulary.schema) : [])];
}

function keys(place: Place, schema: Schema | undefined): Completion[] {
  if (!schema) return [];
  return keysAt(schema, place.path)
    .filter((key) => !place.present.includes(key.label))
    .map((key) => ({ ...option(key, "property"), apply: `${key.label}: `, boost: key.required ? 1 : 0 }));
}

function option({ label, detail }: Suggestion, type: string): Completion {
  return { label, type, info: detail };
}

function names(labels: readonly string[], type: string): Completion[] {
  return labels.map((label) => ({ label, type }));
}
