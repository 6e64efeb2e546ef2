import type { OrderStatus } from "@/lib/api/types";
import { midnightOf } from "@/lib/companyDays";
import { pick } from "@/lib/searchParams";

export const orderStatuses: readonly OrderStatus[] = ["open", "paid", "done", "cancelled", "refunded"];

/** What the address of the list says; `nobodys` is "true" for orders whose customer is not known. */
export type OrderSearch = Partial<
  Record<"number" | "source" | "status" | "from" | "until" | "nobodys", string>
>;

export function readOrderSearch(params: Record<string, unknown>): OrderSearch {
  const { status, number, ...rest } = params;
  return {
    ...pick(["source", "from", "until", "nobodys"], rest),
    // A number of digits alone is read from the address as a number.
    ...(number !== undefined && number !== "" && { number: String(number) }),
    ...(typeof status === "string" && orderStatuses.some((one) => one === status) && { status }),
  };
}

/** Days of the company, whole: the last one too. */
export function toOrderQuery({ number, source, status, from, until, nobodys }: OrderSearch) {
  return {
    number,
    source,
    status: status as OrderStatus | undefined,
    from: midnightOf(from),
    until: midnightOf(until, 1),
    nobodys: nobodys === "true" || undefined,
  };
}
