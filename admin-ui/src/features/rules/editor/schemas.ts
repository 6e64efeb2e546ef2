import { holdsRules } from "../pack/document";
import type { Schema } from "./schema";

/** The JSON Schemas that the rule engine ships, by file name. */
const shipped = import.meta.glob<Schema>("../../../../../rules/schema/*.json", {
  eager: true,
  import: "default",
});

/** The schema of a file of the pack: rules/abuse.yaml is a rule, words.yaml are words. */
export function schemaOf(path: string): Schema | undefined {
  const kind = kindOf(path);
  return Object.entries(shipped).find(([name]) => new RegExp(`/${kind}(\\.schema)?\\.json$`).test(name))?.[1];
}

function kindOf(path: string): string {
  if (holdsRules(path)) return "rule";
  return path.startsWith("local/filters/") ? "filter" : path.replace(/^local\//, "").replace(/\.yaml$/, "");
}
