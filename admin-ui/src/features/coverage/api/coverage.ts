import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import type { CoverageGapKind } from "@/lib/api/types";
import { splitRef } from "@/lib/searchParams";
import type { ConsentFilter } from "../filters";

const againMs = 60_000;

export const coverageQuery = queryOptions({
  queryKey: ["coverage"],
  queryFn: ({ signal }) => unwrap(api.GET("/coverage", { signal })),
  refetchInterval: againMs,
});

export const gapsQuery = (kind: CoverageGapKind) =>
  infiniteQueryOptions({
    queryKey: ["coverage-gaps", kind],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/coverage/gaps/{kind}", {
          params: { path: { kind }, query: { cursor: pageParam, limit: 50 } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

export const bindingsQuery = (employee: string | undefined) => {
  const who = splitRef(employee);
  return queryOptions({
    queryKey: ["bindings", employee],
    enabled: who !== undefined,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/bindings", {
          params: { query: { employee_source: who?.source, employee_id: who?.id } },
          signal,
        }),
      ),
  });
};

export const consentsQuery = ({ kind, state, employee }: ConsentFilter) =>
  infiniteQueryOptions({
    queryKey: ["consents", { kind, state, employee }],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const who = kind === "group" ? undefined : splitRef(employee);
      return unwrap(
        api.GET("/coverage/consents", {
          params: {
            query: {
              kind,
              state,
              employee_source: who?.source,
              employee_id: who?.id,
              cursor: pageParam,
              limit: 50,
            },
          },
          signal,
        }),
      );
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
