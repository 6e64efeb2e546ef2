import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, csrf, unwrap } from "@/lib/api/client";
import type { AllocationRule, AllocationRuleSettings, CalendarDay } from "@/lib/api/types";

const pageSize = 50;
const freshMs = 10_000;

/** Rules in their order, with their takers as they stand. */
export const rulesQuery = queryOptions({
  queryKey: ["allocation", "rules"],
  queryFn: ({ signal }) => unwrap(api.GET("/allocation/rules", { signal })),
  staleTime: freshMs,
});

export const calendarQuery = queryOptions({
  queryKey: ["allocation", "calendar"],
  queryFn: ({ signal }) => unwrap(api.GET("/allocation/calendar", { signal })),
  staleTime: freshMs,
});

/** Who waits, the longest first. */
export const waitingQuery = queryOptions({
  queryKey: ["allocation", "waiting"],
  queryFn: ({ signal }) =>
    unwrap(api.GET("/allocation/waiting", { params: { query: { limit: 200 } }, signal })),
  staleTime: freshMs,
});

/** Decisions, the newest first. */
export const decisionsQuery = infiniteQueryOptions({
  queryKey: ["allocation", "decisions"],
  initialPageParam: undefined as string | undefined,
  queryFn: ({ pageParam, signal }) =>
    unwrap(api.GET("/allocations", { params: { query: { cursor: pageParam, limit: pageSize } }, signal })),
  getNextPageParam: (page) => page.next_cursor ?? undefined,
  staleTime: freshMs,
});

const version = (rule: AllocationRule) => ({ ...csrf, "If-Match": `"v${rule.version}"` });

function useChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => client.invalidateQueries({ queryKey: ["allocation"] }),
  });
}

/** Makes a rule, or changes one unless somebody else did meanwhile. */
export function useSaveRule(rule: AllocationRule | undefined) {
  return useChange(
    (body: AllocationRuleSettings): Promise<AllocationRule> =>
      rule
        ? unwrap(
            api.PUT("/allocation/rules/{id}", {
              params: { path: { id: rule.id }, header: version(rule) },
              body,
            }),
          )
        : unwrap(api.POST("/allocation/rules", { params: { header: csrf }, body })),
  );
}

export function useRemoveRule() {
  return useChange((rule: AllocationRule) =>
    unwrap(
      api.DELETE("/allocation/rules/{id}", { params: { path: { id: rule.id }, header: version(rule) } }),
    ),
  );
}

export function useOrderRules() {
  return useChange((rules: string[]) =>
    unwrap(api.PUT("/allocation/order", { params: { header: csrf }, body: { rules } })),
  );
}

export function useSetCalendar() {
  return useChange((items: CalendarDay[]) =>
    unwrap(api.PUT("/allocation/calendar", { params: { header: csrf }, body: { items } })),
  );
}

/** Says who would get whom, and changes nothing. */
export function usePreview() {
  return useMutation({
    mutationFn: ({ customers, line }: { customers: string[]; line: string }) =>
      unwrap(
        api.POST("/allocations", { params: { header: csrf }, body: { customers, line, preview: true } }),
      ),
  });
}
