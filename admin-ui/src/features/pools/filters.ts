import { pick } from "@/lib/searchParams";

/** What the address of the pools says: which tab is open. */
export type PoolsSearch = Partial<Record<"tab", string>>;

export const readPoolsSearch = (params: Record<string, unknown>): PoolsSearch => pick(["tab"], params);
