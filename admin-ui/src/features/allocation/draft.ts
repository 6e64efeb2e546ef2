import type { AllocationRule, AllocationRuleSettings } from "@/lib/api/types";
import { joinRef, splitRef } from "@/lib/searchParams";

export interface TakerDraft {
  ref: string;
  weight: number;
  owned_limit: number;
  per_day: number;
  away: boolean;
}

export const conditionNames = ["regions", "tags", "grades", "stages", "intakes", "channels"] as const;
export type ConditionName = (typeof conditionNames)[number];

/** A rule while it is written; 0 is no limit. */
export interface RuleDraft {
  name: string;
  enabled: boolean;
  line: string;
  conditions: Record<ConditionName, string[]>;
  /** Of own fields, each "name=value". */
  fields: string[];
  takers: TakerDraft[];
  departments: string[];
  department_owned_limit: number;
  department_per_day: number;
  method: AllocationRule["method"];
  weekdays: number[];
  from: string;
  to: string;
  anyway: boolean;
  time_out_minutes: number;
  max_moves: number;
  fallback_pool: string;
}

const minutesPerDay = 1440;

export const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** Minutes of the day; undefined unless it is a time. The end of the day is 24:00. */
export function minutesOf(text: string): number | undefined {
  const match = /^(\d{1,2}):(\d{2})$/.exec(text.trim());
  if (!match) return undefined;
  const minutes = Number(match[1]) * 60 + Number(match[2]);
  return Number(match[2]) < 60 && minutes <= minutesPerDay ? minutes : undefined;
}

export const takerOf = (ref: string): TakerDraft => ({
  ref,
  weight: 1,
  owned_limit: 0,
  per_day: 0,
  away: false,
});

export function draftOf(rule: AllocationRule | undefined): RuleDraft {
  const words = (name: ConditionName) => rule?.conditions[name] ?? [];
  return {
    name: rule?.name ?? "",
    enabled: rule?.enabled ?? true,
    line: rule?.line ?? "",
    conditions: {
      regions: words("regions"),
      tags: words("tags"),
      grades: words("grades"),
      stages: words("stages"),
      intakes: words("intakes"),
      channels: words("channels"),
    },
    fields: (rule?.conditions.fields ?? []).flatMap((field) =>
      field.values.map((value) => `${field.name}=${value}`),
    ),
    takers: (rule?.takers ?? []).map((taker) => ({
      ...takerOf(joinRef(taker.source, taker.id)),
      weight: taker.weight ?? 1,
      owned_limit: taker.owned_limit ?? 0,
      per_day: taker.per_day ?? 0,
      away: taker.away ?? false,
    })),
    departments: rule?.departments.map((one) => joinRef(one.source, one.id)) ?? [],
    department_owned_limit: rule?.department_owned_limit ?? 0,
    department_per_day: rule?.department_per_day ?? 0,
    method: rule?.method ?? "in_turn",
    weekdays: rule?.hours.weekdays ?? [],
    from: clock(rule?.hours.from ?? 0),
    to: clock(rule?.hours.to ?? minutesPerDay),
    anyway: rule?.outside_hours === "anyway",
    time_out_minutes: rule?.time_out_minutes ?? 0,
    max_moves: rule?.max_moves ?? 1,
    fallback_pool: rule?.fallback_pool ?? "",
  };
}

/** "name=value" lines, those of one name together. */
function fieldsOf(lines: readonly string[]): { name: string; values: string[] }[] {
  const fields = new Map<string, string[]>();
  for (const line of lines) {
    const at = line.indexOf("=");
    const name = line.slice(0, at).trim();
    const value = line.slice(at + 1).trim();
    fields.set(name, [...(fields.get(name) ?? []), value]);
  }
  return [...fields].map(([name, values]) => ({ name, values }));
}

export function settingsOf(draft: RuleDraft): AllocationRuleSettings {
  const refs = (list: readonly string[]) => list.map(splitRef).filter((ref) => ref !== undefined);
  return {
    name: draft.name.trim(),
    enabled: draft.enabled,
    line: draft.line.trim(),
    conditions: { ...draft.conditions, fields: fieldsOf(draft.fields) },
    takers: draft.takers.flatMap(({ ref, ...rest }) => refs([ref]).map((one) => ({ ...one, ...rest }))),
    departments: refs(draft.departments),
    department_owned_limit: draft.department_owned_limit,
    department_per_day: draft.department_per_day,
    method: draft.method,
    hours: {
      weekdays: draft.weekdays,
      from: minutesOf(draft.from) ?? 0,
      to: minutesOf(draft.to) ?? minutesPerDay,
    },
    outside_hours: draft.anyway ? "anyway" : "wait",
    time_out_minutes: draft.time_out_minutes,
    max_moves: draft.max_moves,
    fallback_pool: draft.fallback_pool || null,
  };
}

export type RuleFault = "name" | "takers" | "hours" | "fields";

/** What cannot be meant. */
export function faultsOf(draft: RuleDraft): RuleFault[] {
  const from = minutesOf(draft.from);
  const to = minutesOf(draft.to);
  const faults: [RuleFault, boolean][] = [
    ["name", draft.name.trim() === ""],
    ["takers", draft.takers.length + draft.departments.length === 0],
    ["hours", from === undefined || to === undefined || from >= to],
    ["fields", draft.fields.some((line) => line.indexOf("=") < 1 || line.trim().endsWith("="))],
  ];
  return faults.filter(([, is]) => is).map(([fault]) => fault);
}
