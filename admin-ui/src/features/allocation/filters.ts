import { pick } from "@/lib/searchParams";

/** What the address of the allocation page says: which tab is open. */
export type AllocationSearch = Partial<Record<"tab", string>>;

export const readAllocationSearch = (params: Record<string, unknown>): AllocationSearch =>
  pick(["tab"], params);
