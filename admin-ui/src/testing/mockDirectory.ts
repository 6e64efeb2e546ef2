import { type Handler, json, type Routes } from "./mockAnswers";

const departmentsOf: Handler = ({ world }) => {
  const names = [...new Set(world.people.employees.map((p) => p.department))];
  const source = world.people.employees[0]!.source;
  const root = { source, id: "1", parent_id: null, name: "示例公司", employees: 0 };
  return json({
    items: [
      root,
      ...names.map((name, i) => ({ source, id: String(i + 2), parent_id: "1", name, employees: 3 })),
    ],
  });
};

/** A rep finds no colleague but himself. */
const people =
  (kind: "employees" | "customers"): Handler =>
  ({ world, query, who }) => {
    const q = query.get("q") ?? "";
    const own =
      kind === "employees" && who.role === "rep" ? who.scope.employees.map((one) => one.id) : undefined;
    const seen = world.people[kind].filter((p) => !own || own.includes(p.id));
    return json({ items: seen.filter((p) => p.name.includes(q) || p.id.includes(q)) });
  };

export const directoryRoutes: Routes = [
  ["GET", /^\/directory\/departments$/, departmentsOf],
  ["GET", /^\/directory\/employees$/, people("employees")],
  ["GET", /^\/directory\/customers$/, people("customers")],
];
