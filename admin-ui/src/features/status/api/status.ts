import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, csrf, unwrap } from "@/lib/api/client";

const refreshMs = 5000;

export const statusQuery = queryOptions({
  queryKey: ["status"],
  queryFn: ({ signal }) => unwrap(api.GET("/status", { signal })),
  refetchInterval: refreshMs,
  staleTime: refreshMs,
});

export function useStartVerify() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.POST("/evidence/verify", { params: { header: csrf } })),
    onSuccess: () => client.invalidateQueries({ queryKey: statusQuery.queryKey }),
  });
}
