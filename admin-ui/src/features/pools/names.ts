import { useTranslation } from "react-i18next";
import type { CustomerSummary } from "@/lib/api/types";

/** What a customer is called: his name, else a number as it may be seen, else that nobody knows. */
export function useCustomerName(): (customer: CustomerSummary) => string {
  const { t } = useTranslation();
  return (customer) => customer.name || customer.phones[0] || t("pools.nameless");
}
