import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, csrf, unwrap } from "@/lib/api/client";
import type {
  CustomerCondition,
  CustomerField,
  CustomerSegment,
  CustomerSegmentInput,
  GradeRuleInput,
} from "@/lib/api/types";

const freshMs = 30_000;
const tag = (version: number) => ({ ...csrf, "If-Match": `"v${version}"` });

export const segmentsQuery = queryOptions({
  queryKey: ["segments", "list"],
  queryFn: ({ signal }) => unwrap(api.GET("/segments", { signal })),
  staleTime: freshMs,
});

/** How many customers a condition holds for; asked while it is written. */
export const countQuery = (condition: CustomerCondition) =>
  queryOptions({
    queryKey: ["segments", "count", condition],
    queryFn: ({ signal }) =>
      unwrap(api.POST("/segments/count", { params: { header: csrf }, body: { condition }, signal })),
    staleTime: freshMs,
    retry: false,
  });

export const rulesQuery = queryOptions({
  queryKey: ["segments", "rules"],
  queryFn: ({ signal }) => unwrap(api.GET("/grade-rules", { signal })),
  staleTime: freshMs,
});

export const fieldsQuery = queryOptions({
  queryKey: ["segments", "fields"],
  queryFn: ({ signal }) => unwrap(api.GET("/customer-fields", { signal })),
  staleTime: freshMs,
});

function useRefresh() {
  const client = useQueryClient();
  return () =>
    Promise.all([["segments"], ["customers"]].map((queryKey) => client.invalidateQueries({ queryKey })));
}

export function useSaveSegment(segment: CustomerSegment | undefined) {
  return useMutation({
    mutationFn: (body: CustomerSegmentInput): Promise<CustomerSegment> =>
      segment
        ? unwrap(
            api.PUT("/segments/{id}", {
              params: { path: { id: segment.id }, header: tag(segment.version) },
              body,
            }),
          )
        : unwrap(api.POST("/segments", { params: { header: csrf }, body })),
    onSettled: useRefresh(),
  });
}

export function useDeleteSegment() {
  return useMutation({
    mutationFn: (id: string) =>
      unwrap(api.DELETE("/segments/{id}", { params: { path: { id }, header: csrf } })),
    onSettled: useRefresh(),
  });
}

export function useSaveRules(version: number) {
  return useMutation({
    mutationFn: (items: GradeRuleInput[]) =>
      unwrap(api.PUT("/grade-rules", { params: { header: tag(version) }, body: { items } })),
    onSettled: useRefresh(),
  });
}

export function usePreviewRules() {
  return useMutation({
    mutationFn: (items: GradeRuleInput[]) =>
      unwrap(api.POST("/grade-rules/preview", { params: { header: csrf }, body: { items } })),
  });
}

export function useSuggestedRules() {
  return useMutation({
    mutationFn: (query: { lang: "zh" | "en"; by: "contact" | "orders" }) =>
      unwrap(api.GET("/grade-rules/suggested", { params: { query } })),
  });
}

export function useSaveFields(version: number) {
  return useMutation({
    mutationFn: (items: CustomerField[]) =>
      unwrap(api.PUT("/customer-fields", { params: { header: tag(version) }, body: { items } })),
    onSettled: useRefresh(),
  });
}
