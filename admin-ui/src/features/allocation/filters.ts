import { pick } from "@/lib/searchParams";

const keys = ["tab", "taker", "rule", "outcome", "from", "until"] as const;

/** What the address of the allocation page says: which tab is open, and which decisions are shown. */
export type AllocationSearch = { [key in (typeof keys)[number]]?: string | undefined };

export const readAllocationSearch = (params: Record<string, unknown>): AllocationSearch => pick(keys, params);
