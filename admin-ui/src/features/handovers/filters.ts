import type { HandoverCounts, HandoverItemState } from "@/lib/api/types";
import { pick } from "@/lib/searchParams";
import type { ItemFilter } from "./api/handovers";

/** In the order in which pages show them. */
export const itemStates = [
  "done",
  "waiting",
  "asked",
  "planned",
  "refused",
  "taker_full",
  "failed",
  "given_up",
] as const satisfies readonly HandoverItemState[];

/** Whose handover is being planned: "source|id", or "new" before anybody was chosen. */
export interface ListSearch {
  plan?: string;
}

export const readHandoversSearch = (params: Record<string, unknown>): ListSearch => pick(["plan"], params);

export function readItemSearch(params: Record<string, unknown>): ItemFilter {
  const { state, taker } = pick(["state", "taker"], params);
  return {
    ...(itemStates.some((one) => one === state) && { state: state as HandoverItemState }),
    ...(taker && { taker }),
  };
}

export const totalOf = (counts: HandoverCounts) => itemStates.reduce((sum, state) => sum + counts[state], 0);

/** Those of whom nothing more is to come by itself. */
export const settledOf = (counts: HandoverCounts) =>
  totalOf(counts) - counts.planned - counts.asked - counts.waiting;
