import type { ConditionOperator, ConditionSubject, CustomerCondition } from "@/lib/api/types";

/** What the value of a question is, and so how it is entered. */
export type Shape =
  | "texts"
  | "ways"
  | "served"
  | "pools"
  | "employees"
  | "departments"
  | "count"
  | "days"
  | "hours"
  | "number"
  | "money"
  | "day"
  | "text"
  | "truth";

interface Question {
  op: ConditionOperator;
  shape: Shape;
}

const within = (shape: Shape): Question[] => [
  { op: "in", shape },
  { op: "not_in", shape },
];
const compared = (shape: Shape): Question[] => [
  { op: "at_least", shape },
  { op: "at_most", shape },
];
const dated: Question[] = [
  { op: "before", shape: "day" },
  { op: "after", shape: "day" },
];

/** Every question that there is, in the order in which they are offered; the server knows the same. */
export const questions: Record<ConditionSubject, readonly Question[]> = {
  grade: within("texts"),
  stage: within("texts"),
  tag: [
    { op: "any", shape: "texts" },
    { op: "all", shape: "texts" },
    { op: "none", shape: "texts" },
  ],
  owner: within("employees"),
  owner_department: within("departments"),
  served: [{ op: "in", shape: "served" }],
  pool: within("pools"),
  employee: within("employees"),
  add_way: within("ways"),
  contact: compared("days"),
  contact_in: compared("days"),
  contact_out: compared("days"),
  messages: compared("count"),
  calls: compared("count"),
  first_contact: dated,
  added: compared("days"),
  waiting: [{ op: "at_least", shape: "hours" }],
  phone: [{ op: "is", shape: "truth" }],
  field: [
    { op: "is", shape: "text" },
    { op: "in", shape: "texts" },
    { op: "contains", shape: "text" },
    ...compared("number"),
    ...dated,
    { op: "past_days", shape: "days" },
    { op: "next_days", shape: "days" },
    { op: "set", shape: "truth" },
  ],
  name: [{ op: "contains", shape: "text" }],
  company: [{ op: "contains", shape: "text" }],
  alerts: [{ op: "at_least", shape: "count" }],
  orders: compared("count"),
  order_value: compared("money"),
  last_order: compared("days"),
  region: within("texts"),
};

export const subjects = Object.keys(questions) as ConditionSubject[];

const windows: readonly ConditionSubject[] = ["messages", "calls", "orders", "order_value"];

export const hasWindow = (on: ConditionSubject): boolean => windows.includes(on);

/** Whether a question may look back without an end, which is 0 days. */
export const mayLookBackForEver = (on: ConditionSubject): boolean => on === "orders" || on === "order_value";

export function shapeOf(leaf: CustomerCondition): Shape {
  const asked = leaf.on ? questions[leaf.on] : [];
  return asked.find((one) => one.op === leaf.op)?.shape ?? "text";
}

function emptyValue(shape: Shape): unknown {
  if (["texts", "ways", "served", "pools", "employees", "departments"].includes(shape)) return [];
  if (["count", "days", "hours", "number", "money"].includes(shape))
    return shape === "days" ? 30 : shape === "money" ? 1000 : 1;
  return shape === "truth" ? true : "";
}

/** A new question, as it is first shown. */
export function newLeaf(on: ConditionSubject, op?: ConditionOperator): CustomerCondition {
  const question = questions[on].find((one) => one.op === op) ?? questions[on][0]!;
  return {
    on,
    op: question.op,
    ...(on === "field" && { key: "" }),
    ...(hasWindow(on) && { days: mayLookBackForEver(on) ? 365 : 30 }),
    value: emptyValue(question.shape),
  };
}

/** The same question with another operator; the value stays where it means the same. */
export function withOperator(leaf: CustomerCondition, op: ConditionOperator): CustomerCondition {
  const next = { ...leaf, op };
  return shapeOf(next) === shapeOf(leaf) ? next : { ...next, value: emptyValue(shapeOf(next)) };
}

export type Join = "all" | "any" | "none";

/** How a node of the tree is shown: a question, or a group that holds when all, any or none of its members do. */
export function groupOf(node: CustomerCondition): { join: Join; parts: CustomerCondition[] } | undefined {
  if (node.all) return { join: "all", parts: node.all };
  if (node.any) return { join: "any", parts: node.any };
  if (!node.not) return undefined;
  return { join: "none", parts: node.not.any ?? [node.not] };
}

export function groupNode(join: Join, parts: CustomerCondition[]): CustomerCondition {
  return join === "none" ? { not: { any: parts } } : join === "any" ? { any: parts } : { all: parts };
}

/** Whether every question has a value: what is half written cannot be asked. */
export function isComplete(node: CustomerCondition): boolean {
  const group = groupOf(node);
  if (group) return group.parts.every(isComplete);
  const { value } = node;
  if (node.on === "field" && !node.key) return false;
  return Array.isArray(value) ? value.length > 0 : value !== "" && value !== null && value !== undefined;
}
