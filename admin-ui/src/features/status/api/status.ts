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

const shown = 10;

export const checkpointsQuery = queryOptions({
  queryKey: ["evidence", "checkpoints"],
  queryFn: ({ signal }) =>
    unwrap(api.GET("/evidence/checkpoints", { params: { query: { limit: shown } }, signal })),
});

export const manifestsQuery = queryOptions({
  queryKey: ["evidence", "manifests"],
  queryFn: ({ signal }) =>
    unwrap(api.GET("/evidence/manifests", { params: { query: { limit: shown } }, signal })),
});

export const parkedQuery = (of: { source?: string; reason?: string } = {}) =>
  queryOptions({
    queryKey: ["parked", of],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/parked", { params: { query: { ...of, limit: shown } }, signal })),
    refetchInterval: refreshMs * 6,
  });

export const interceptsQuery = queryOptions({
  queryKey: ["intercepts"],
  queryFn: ({ signal }) => unwrap(api.GET("/intercepts", { signal })),
  refetchInterval: refreshMs * 6,
});

export function useRetryParked() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (source: string) =>
      unwrap(api.POST("/parked/retry", { params: { header: csrf }, body: { source }, parseAs: "text" })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["parked"] }),
  });
}

export function useMakeCheckpoint() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      unwrap(api.POST("/evidence/checkpoints", { params: { header: csrf }, parseAs: "text" })),
    onSuccess: () => client.invalidateQueries({ queryKey: checkpointsQuery.queryKey }),
  });
}

export function useMakeManifests() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.POST("/evidence/manifests", { params: { header: csrf }, body: {} })),
    onSuccess: () => client.invalidateQueries({ queryKey: manifestsQuery.queryKey }),
  });
}
