import type { PublicPool, PublicPoolSettings } from "@/lib/api/types";
import { joinRef, splitRef } from "@/lib/searchParams";

/** Settings of a pool while they are written; 0 is no limit. */
export interface PoolDraft {
  name: string;
  line: string;
  departments: string[];
  claims_per_day: number;
  held_limit: number;
  cool_off_days: number;
  idle_days: number;
  no_deal_days: number;
  warn_days: number;
  grades: string[];
  deal_stages: string[];
  open: boolean;
}

export function draftOf(pool: PublicPool | undefined): PoolDraft {
  return {
    name: pool?.name ?? "",
    line: pool?.line ?? "",
    departments: pool?.departments.map((one) => joinRef(one.source, one.id)) ?? [],
    claims_per_day: pool?.claims_per_day ?? 0,
    held_limit: pool?.held_limit ?? 0,
    cool_off_days: pool?.cool_off_days ?? 0,
    idle_days: pool?.returns.idle_days ?? 0,
    no_deal_days: pool?.returns.no_deal_days ?? 0,
    warn_days: pool?.returns.warn_days ?? 0,
    grades: pool?.returns.grades ?? [],
    deal_stages: pool?.returns.deal_stages ?? [],
    open: pool?.open ?? true,
  };
}

export function settingsOf(draft: PoolDraft): PublicPoolSettings {
  const { idle_days, no_deal_days, warn_days, grades, deal_stages, departments, ...rest } = draft;
  return {
    ...rest,
    name: draft.name.trim(),
    line: draft.line.trim(),
    departments: departments.map(splitRef).filter((ref) => ref !== undefined),
    returns: { idle_days, no_deal_days, warn_days, grades, deal_stages },
  };
}

export type PoolFault = "name" | "warn" | "deal";

/** What cannot be meant: no name, a warning that begins with the service itself, a deal that no stage stands for. */
export function faultsOf(draft: PoolDraft): PoolFault[] {
  const soonest = Math.min(...[draft.idle_days, draft.no_deal_days].filter((days) => days > 0));
  const faults: [PoolFault, boolean][] = [
    ["name", draft.name.trim() === ""],
    ["warn", draft.warn_days > 0 && draft.warn_days >= soonest],
    ["deal", draft.no_deal_days > 0 && draft.deal_stages.length === 0],
  ];
  return faults.filter(([, is]) => is).map(([fault]) => fault);
}
