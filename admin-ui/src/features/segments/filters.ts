import { pick } from "@/lib/searchParams";

/** What the address of the page says: which tab is open. */
export type SegmentsSearch = Partial<Record<"tab", string>>;

export const readSegmentsSearch = (params: Record<string, unknown>): SegmentsSearch => pick(["tab"], params);
