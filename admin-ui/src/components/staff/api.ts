import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import type { StaffAccount } from "@/lib/api/types";
import { joinRef, splitRef } from "@/lib/searchParams";

export const refOf = (account: StaffAccount) => joinRef(account.employee.source, account.employee.id);

/** All accounts of the person who has this one, "source|id". */
export const staffQuery = (account: string | undefined) => {
  const who = splitRef(account);
  return queryOptions({
    queryKey: ["staff", account],
    enabled: who !== undefined,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/staff", {
          params: { query: { employee_source: who?.source, employee_id: who?.id } },
          signal,
        }),
      ),
  });
};
