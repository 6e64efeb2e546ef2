import type { LeadState } from "@/lib/api/types";
import type { LeadFilter } from "./api/leads";

const states: readonly string[] = ["arrived", "new", "duplicate"] satisfies LeadState[];

/** What of an address is a filter of leads. */
export function readLeadSearch(params: Record<string, unknown>): LeadFilter {
  const { who, state } = params;
  return {
    ...(who !== undefined && who !== "" && { who: String(who) }),
    ...(typeof state === "string" && states.includes(state) && { state: state as LeadState }),
  };
}
