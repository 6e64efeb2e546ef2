import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { api, csrf, unwrap } from "@/lib/api/client";
import { ApiError } from "@/lib/api/problem";
import type { Locale, Me } from "@/lib/api/types";

/** Who is signed in; null for nobody. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async (): Promise<Me | null> => {
    try {
      return await unwrap(api.GET("/session"));
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  },
});

/** The person at the screen. Only under the signed-in layout. */
export function useMe(): Me {
  const { data } = useSuspenseQuery(sessionQuery);
  if (!data) throw new ApiError(401, "auth.required");
  return data;
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { login: string; password: string }) =>
      unwrap(api.POST("/session", { params: { header: csrf }, body })),
    onSuccess: (me) => client.setQueryData(sessionQuery.queryKey, me),
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.DELETE("/session", { params: { header: csrf } })),
    onSettled: () => {
      client.clear();
      client.setQueryData(sessionQuery.queryKey, null);
    },
  });
}

export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { old_password: string; new_password: string }) =>
      unwrap(api.POST("/session/password", { params: { header: csrf }, body })),
    onSuccess: () => client.refetchQueries({ queryKey: sessionQuery.queryKey }),
  });
}

export function useSaveLocale() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (locale: Locale) =>
      unwrap(api.PATCH("/session", { params: { header: csrf }, body: { locale } })),
    onSuccess: (me) => client.setQueryData(sessionQuery.queryKey, me),
  });
}
