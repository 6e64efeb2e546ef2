import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, csrf, unwrap } from "@/lib/api/client";

/** What an exception would silence; without phrases the server suggests some. */
export function proposalQuery(alertId: string, ruleId: string, phrases: readonly string[] | undefined) {
  return queryOptions({
    queryKey: ["alerts", "exception", alertId, ruleId, phrases ?? null],
    queryFn: ({ signal }) =>
      unwrap(
        api.POST("/alerts/{id}/exception", {
          params: { path: { id: alertId }, header: csrf },
          body: { rule_id: ruleId, phrases: phrases && [...phrases] },
          signal,
        }),
      ),
    enabled: phrases === undefined || phrases.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

export function useDraftException(alertId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { rule_id: string; phrases: string[]; note?: string }) =>
      unwrap(
        api.POST("/alerts/{id}/exception/draft", {
          params: { path: { id: alertId }, header: csrf },
          body,
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ["packs"] }),
  });
}
