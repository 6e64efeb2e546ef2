import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import type { Department } from "@/lib/api/types";
import { joinRef } from "@/lib/searchParams";
import { departmentsQuery } from "./directory";

/** Departments in tree order, each with its depth. */
export function inTreeOrder(departments: readonly Department[]): { department: Department; depth: number }[] {
  const known = new Set(departments.map((d) => joinRef(d.source, d.id)));
  const children = groupBy(departments, (department) => parentOf(department, known));
  const out: { department: Department; depth: number }[] = [];
  const walk = (parent: string, depth: number) => {
    for (const department of children.get(parent) ?? []) {
      if (out.length >= departments.length) return;
      out.push({ department, depth });
      walk(joinRef(department.source, department.id), depth + 1);
    }
  };
  walk("", 0);
  return out;
}

function parentOf(department: Department, known: ReadonlySet<string>): string {
  const parent = department.parent_id ? joinRef(department.source, department.parent_id) : "";
  return known.has(parent) ? parent : "";
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

type Props = { label: string; id?: string } & (
  | { multiple?: false; value: string | undefined; onChange: (ref: string | undefined) => void }
  | { multiple: true; value: string[]; onChange: (refs: string[]) => void }
);

/** Departments of the directory, indented by depth. Values are refs, "source|id". */
export function DepartmentPicker(props: Props) {
  const { data } = useQuery(departmentsQuery);
  const options = inTreeOrder(data?.items ?? []).map(({ department, depth }) => ({
    value: joinRef(department.source, department.id),
    label: `${"\u2003".repeat(depth)}${department.name}`,
  }));
  return (
    <Select
      id={props.id}
      mode={props.multiple ? "multiple" : undefined}
      aria-label={props.label}
      placeholder={props.label}
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      popupMatchSelectWidth={false}
      value={props.value as never}
      onChange={(value: unknown) => {
        if (props.multiple) props.onChange((value as string[]) ?? []);
        else props.onChange((value as string | undefined) ?? undefined);
      }}
      options={options}
    />
  );
}
