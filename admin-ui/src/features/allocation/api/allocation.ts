import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, csrf, unwrap } from "@/lib/api/client";
import type { AllocationRule, AllocationRuleSettings, CalendarDay } from "@/lib/api/types";
import { midnightOf } from "@/lib/companyDays";
import { splitRef } from "@/lib/searchParams";
import type { AllocationSearch } from "../filters";

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

const outcomeOf = (outcome: string | undefined) => {
  if (outcome === "refused") return { state: "refused" as const };
  const act = (["given", "moved_on", "to_pool", "kept"] as const).find((one) => one === outcome);
  return act && { act };
};

/** Decisions, the newest first; whole days of the company's calendar. */
export function decisionsQuery({ taker, rule, outcome, from, until }: AllocationSearch) {
  const who = splitRef(taker);
  const query = {
    rule,
    employee_source: who?.source,
    employee_id: who?.id,
    ...outcomeOf(outcome),
    from: midnightOf(from),
    until: midnightOf(until, 1),
    limit: pageSize,
  };
  return infiniteQueryOptions({
    queryKey: ["allocation", "decisions", query],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET("/allocations", { params: { query: { ...query, cursor: pageParam } }, signal })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    staleTime: freshMs,
  });
}

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

/** Lets customers wait for nobody any more. */
export function useTakeOff() {
  return useChange((body: { customers: string[]; line: string; reason: string }) =>
    unwrap(api.POST("/allocation/waiting/take-off", { params: { header: csrf }, body })),
  );
}
