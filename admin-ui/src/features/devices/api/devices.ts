import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, csrf, unwrap } from "@/lib/api/client";

/** Phones report by themselves: what is shown follows after half a minute. */
const freshMs = 30_000;

export const devicesQuery = queryOptions({
  queryKey: ["devices"],
  queryFn: ({ signal }) => unwrap(api.GET("/devices", { signal })),
  refetchInterval: freshMs,
});

export const pushSourcesQuery = queryOptions({
  queryKey: ["push-sources"],
  queryFn: ({ signal }) => unwrap(api.GET("/push-sources", { signal })),
  refetchInterval: freshMs,
});

/** A mutation after which these lists are asked for again. */
function useChange<Input, Output>(
  queryKey: readonly string[],
  mutationFn: (input: Input) => Promise<Output>,
) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSuccess: () => client.invalidateQueries({ queryKey }) });
}

export function useInvite() {
  return useChange(
    devicesQuery.queryKey,
    (body: { employee_source: string; employee_id: string; label: string }) =>
      unwrap(api.POST("/devices", { params: { header: csrf }, body })),
  );
}

export function useInviteAgain() {
  return useChange(devicesQuery.queryKey, (id: string) =>
    unwrap(api.POST("/devices/{id}/invitation", { params: { path: { id }, header: csrf } })),
  );
}

export function useReplace() {
  return useChange(devicesQuery.queryKey, (id: string) =>
    unwrap(api.POST("/devices/{id}/replacement", { params: { path: { id }, header: csrf }, body: {} })),
  );
}

export function useRevoke() {
  return useChange(devicesQuery.queryKey, (id: string) =>
    unwrap(api.DELETE("/devices/{id}", { params: { path: { id }, header: csrf } })),
  );
}

export function useCreateSource() {
  return useChange(pushSourcesQuery.queryKey, (body: { name: string; title: string; directory: string }) =>
    unwrap(api.POST("/push-sources", { params: { header: csrf }, body })),
  );
}

export function useRenewToken() {
  return useChange(pushSourcesQuery.queryKey, (source: string) =>
    unwrap(api.POST("/push-sources/{source}/token", { params: { path: { source }, header: csrf } })),
  );
}

export function useSwitchSource() {
  return useChange(pushSourcesQuery.queryKey, ({ source, enabled }: { source: string; enabled: boolean }) =>
    unwrap(
      api.PATCH("/push-sources/{source}", { params: { path: { source }, header: csrf }, body: { enabled } }),
    ),
  );
}
