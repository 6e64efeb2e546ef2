import type { ConsentState, CoverageGapKind, StaffCoverage } from "@/lib/api/types";
import { pick, splitRef } from "@/lib/searchParams";

/** In the order in which bars and tables show them. */
export const consentStates = [
  "agree",
  "default",
  "unknown",
  "disagree",
] as const satisfies readonly ConsentState[];

/** What weighs most comes first. */
export const gapKinds = [
  "no_seat",
  "customer_no_seat",
  "disagreed",
  "never_said",
  "no_device",
  "silent_device",
  "device_gaps",
  "left_device",
  "left_number",
  "unbound_number",
] as const satisfies readonly CoverageGapKind[];

export interface ConsentFilter {
  kind?: "pair" | "group";
  state?: ConsentState;
  /** "source|id" */
  employee?: string;
}

/** Where the sheet of what is shown is fetched. */
export function consentSheet({ kind, state, employee }: ConsentFilter, language: string): string {
  const who = kind === "group" ? undefined : splitRef(employee);
  const wanted = { kind, state, employee_source: who?.source, employee_id: who?.id, language };
  const kept = Object.entries(wanted).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return `/api/v1/coverage/consents.xlsx?${new URLSearchParams(kept)}`;
}

export interface CoverageSearch extends ConsentFilter {
  tab?: "consents" | "bindings";
  /** The kind of gap whose list is open. */
  gap?: CoverageGapKind;
}

export function readCoverageSearch(params: Record<string, unknown>): CoverageSearch {
  const { tab, kind, state, employee, gap } = pick(["tab", "kind", "state", "employee", "gap"], params);
  return {
    ...((tab === "consents" || tab === "bindings") && { tab }),
    ...(kind === "group" && { kind }),
    ...(consentStates.some((one) => one === state) && { state: state as ConsentState }),
    ...(employee && { employee }),
    ...(gapKinds.some((one) => one === gap) && { gap: gap as CoverageGapKind }),
  };
}

/** Never rounded up to the whole: one customer in ten thousand is seen. */
export function shareOf(part: number, whole: number): string {
  if (whole === 0) return "—";
  const tenths = Math.floor((part / whole) * 1000);
  return `${(tenths / 10).toFixed(tenths % 10 === 0 ? 0 : 1)}%`;
}

export const pairsOf = (coverage: StaffCoverage) =>
  consentStates.reduce((sum, state) => sum + coverage.consents[state], 0);
