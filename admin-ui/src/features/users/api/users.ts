import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, csrf, unwrap } from "@/lib/api/client";
import type { UserCreate, UserUpdate } from "@/lib/api/types";

export const usersQuery = queryOptions({
  queryKey: ["users"],
  queryFn: ({ signal }) => unwrap(api.GET("/users", { signal })),
});

export function useCreateUser() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: UserCreate) => unwrap(api.POST("/users", { params: { header: csrf }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: usersQuery.queryKey }),
  });
}

export function useUpdateUser() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: UserUpdate }) =>
      unwrap(api.PATCH("/users/{id}", { params: { path: { id }, header: csrf }, body: change })),
    onSuccess: () => client.invalidateQueries({ queryKey: usersQuery.queryKey }),
  });
}
