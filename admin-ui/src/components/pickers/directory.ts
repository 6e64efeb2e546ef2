import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";

const fiveMinutes = 5 * 60_000;

export function employeesQuery(q: string) {
  return queryOptions({
    queryKey: ["directory", "employees", q],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/directory/employees", { params: { query: { q: q || undefined, limit: 30 } }, signal }),
      ),
    staleTime: fiveMinutes,
  });
}

export function customersQuery(q: string) {
  return queryOptions({
    queryKey: ["directory", "customers", q],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/directory/customers", { params: { query: { q: q || undefined, limit: 30 } }, signal }),
      ),
    staleTime: fiveMinutes,
  });
}

export const departmentsQuery = queryOptions({
  queryKey: ["directory", "departments"],
  queryFn: ({ signal }) => unwrap(api.GET("/directory/departments", { signal })),
  staleTime: fiveMinutes,
});
