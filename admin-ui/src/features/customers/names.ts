import type { TFunction } from "i18next";
import type { CustomerSummary } from "@/lib/api/types";

/** What a customer is called: his name, else a number, else that nobody knows. */
export function nameOf(t: TFunction, customer: Pick<CustomerSummary, "name" | "phones">): string {
  return customer.name || customer.phones[0] || t("customers.nameless");
}
