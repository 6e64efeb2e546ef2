import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import type { ActivitySearch, Range } from "../filters";
import { whoseOf } from "../filters";

/** Numbers change all the time; nobody needs them fresher. */
const freshMs = 60_000;

export const activityQuery = (
  search: ActivitySearch,
  range: Range,
  by: "employee" | "team" | "day" | "week" | "month",
) => {
  const query = { ...range, ...whoseOf(search), by };
  return queryOptions({
    queryKey: ["activity", query],
    queryFn: ({ signal }) => unwrap(api.GET("/activity", { params: { query }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: freshMs,
  });
};

export const unansweredQuery = (search: ActivitySearch, hours: number) => {
  const query = { ...whoseOf(search), over_hours: hours };
  return infiniteQueryOptions({
    queryKey: ["unanswered", query],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET("/unanswered", { params: { query: { ...query, cursor: pageParam } }, signal })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: freshMs,
  });
};
