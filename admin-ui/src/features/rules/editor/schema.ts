/** The part of JSON Schema (2020-12) that completion reads. */
export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  description?: string;
  type?: string | string[];
  enum?: readonly unknown[];
  const?: unknown;
  examples?: readonly unknown[];
  properties?: Record<string, Schema>;
  patternProperties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  required?: readonly string[];
  oneOf?: readonly Schema[];
  anyOf?: readonly Schema[];
  allOf?: readonly Schema[];
  then?: Schema;
  else?: Schema;
}

function resolve(root: Schema, schema: Schema): Schema {
  let found = schema;
  for (let hops = 0; found.$ref && hops < 20; hops++) {
    const parts = found.$ref.replace(/^#\/?/, "").split("/").filter(Boolean);
    const target = parts.reduce<unknown>(
      (node, part) => (node as Record<string, unknown> | undefined)?.[part],
      root,
    );
    if (!target) return found;
    found = target as Schema;
  }
  return found;
}

/** The schema itself and all its alternatives. */
function readings(root: Schema, schema: Schema, depth = 0): Schema[] {
  if (depth > 8) return [];
  const own = resolve(root, schema);
  const branches = [own.then, own.else].filter((branch) => branch !== undefined);
  const parts = [...(own.oneOf ?? []), ...(own.anyOf ?? []), ...(own.allOf ?? []), ...branches];
  return [own, ...parts.flatMap((part) => readings(root, part, depth + 1))];
}

function child(schema: Schema, key: string): Schema[] {
  if (key === "*") return schema.items ? [schema.items] : [];
  const named = schema.properties?.[key];
  if (named) return [named];
  const matching = Object.entries(schema.patternProperties ?? {}).filter(([pattern]) =>
    new RegExp(pattern, "u").test(key),
  );
  if (matching.length > 0) return matching.map(([, found]) => found);
  return typeof schema.additionalProperties === "object" ? [schema.additionalProperties] : [];
}

/** Every schema that may hold at a path of keys; `*` is an item of a list. */
export function schemasAt(root: Schema, path: readonly string[]): Schema[] {
  return path.reduce(
    (found, key) => found.flatMap((schema) => child(schema, key)).flatMap((schema) => readings(root, schema)),
    readings(root, root),
  );
}

export interface Suggestion {
  label: string;
  detail?: string;
  required?: boolean;
}

/** Keys that a map at this path may have. */
export function keysAt(root: Schema, path: readonly string[]): Suggestion[] {
  const found = new Map<string, Suggestion>();
  for (const schema of schemasAt(root, path)) {
    for (const [label, part] of Object.entries(schema.properties ?? {})) {
      const detail = part.description ?? resolve(root, part).description;
      if (!found.has(label)) found.set(label, { label, detail, required: schema.required?.includes(label) });
    }
    for (const label of Object.keys(schema.patternProperties ?? {}).flatMap(keysOfPattern)) {
      if (!found.has(label)) found.set(label, { label });
    }
  }
  return [...found.values()];
}

/**
 * The plain keys among those that a pattern allows: "^text\\|(re|digits)(\\|all)*$" allows text|re and text|digits.
 * Parts that may be absent are left out, and so is whatever is no plain word.
 */
export function keysOfPattern(pattern: string): string[] {
  let keys = [""];
  let rest = pattern.replace(/^\^/, "").replace(/\$$/, "");
  while (rest) {
    const part = /^(?:\(([^()]*)\)|((?:\\.|[\w-])+))([?*]?)/.exec(rest);
    if (!part) {
      // Nested groups are refinements that may be absent; anything else is no list of words.
      return /^\(.*[?*]$/.test(rest) ? keys : [];
    }
    rest = rest.slice(part[0].length);
    if (part[3]) continue;
    const words = (part[1] ?? part[2]!).split(/(?<!\\)\|/).map((word) => word.replaceAll(/\\(.)/g, "$1"));
    const plain = words.filter((word) => /^[\w.|-]+$/.test(word));
    keys = keys.flatMap((key) => plain.map((word) => key + word));
  }
  return keys;
}

/** Values that the schema names for this path. */
export function valuesAt(root: Schema, path: readonly string[]): Suggestion[] {
  const found = new Map<string, Suggestion>();
  for (const schema of schemasAt(root, path)) {
    const values = schema.enum ?? (schema.const === undefined ? [] : [schema.const]);
    const flags = schema.type === "boolean" ? [true, false] : [];
    for (const value of [...values, ...flags]) {
      if (value !== null && typeof value !== "object") {
        found.set(String(value), { label: String(value), detail: schema.description });
      }
    }
  }
  return [...found.values()];
}
