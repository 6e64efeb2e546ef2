import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, csrf, unwrap } from "@/lib/api/client";
import { splitRef } from "@/lib/searchParams";

/** What the address of the page says. */
export interface DayReportSearch {
  day?: string;
  department?: string;
}

export function dayReportsQuery(day: string, department: string | undefined) {
  const where = splitRef(department);
  const query = { day, department_source: where?.source, department_id: where?.id };
  return infiniteQueryOptions({
    queryKey: ["day-reports", query],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET("/day-reports", { params: { query: { ...query, cursor: pageParam } }, signal })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

/** One report with its former versions. */
export const dayReportQuery = (id: string) =>
  queryOptions({
    queryKey: ["day-reports", "one", id],
    queryFn: ({ signal }) => unwrap(api.GET("/day-reports/{id}", { params: { path: { id } }, signal })),
  });

export function useMarkRead() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      unwrap(api.POST("/day-reports/{id}/read", { params: { path: { id }, header: csrf } })),
    onSettled: () => client.invalidateQueries({ queryKey: ["day-reports"] }),
  });
}
