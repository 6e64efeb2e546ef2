import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, csrf, unwrap } from "@/lib/api/client";
import type { DisputeState } from "@/lib/api/types";

const freshMs = 30_000;

/** What is known of somebody about to be entered. */
export interface Known {
  name: string;
  company: string;
  phone: string;
  email: string;
}

export const nothingKnown: Known = { name: "", company: "", phone: "", email: "" };

const listOf = (text: string) => text.split(/[,;、，；\s]+/).filter(Boolean);

/** As the API takes it: what is empty is left out. */
export function questionOf({ name, company, phone, email }: Known) {
  const phones = listOf(phone);
  const emails = listOf(email);
  return {
    ...(name.trim() && { name: name.trim() }),
    ...(company.trim() && { company: company.trim() }),
    ...(phones.length > 0 && { phones }),
    ...(emails.length > 0 && { emails }),
  };
}

export const isEmpty = (known: Known): boolean => Object.keys(questionOf(known)).length === 0;

export function useCheck() {
  return useMutation({
    mutationFn: (known: Known) =>
      unwrap(api.POST("/duplicates", { params: { header: csrf }, body: questionOf(known) })),
  });
}

export const disputesQuery = (state: DisputeState | undefined) =>
  infiniteQueryOptions({
    queryKey: ["disputes", { state }],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET("/disputes", { params: { query: { state, cursor: pageParam, limit: 50 } }, signal })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    staleTime: freshMs,
  });

export const disputeQuery = (id: string) =>
  queryOptions({
    queryKey: ["disputes", "one", id],
    queryFn: ({ signal }) => unwrap(api.GET("/disputes/{id}", { params: { path: { id } }, signal })),
  });

function useDisputeMutation<In, Out>(mutationFn: (value: In) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: () => client.invalidateQueries({ queryKey: ["disputes"] }),
  });
}

export interface Claim {
  /** By id where the reader sees the customer, else by what he knows of him. */
  customer: string | null;
  known: Known;
  line: string;
  employee: { source: string; id: string } | undefined;
  statement: string;
}

export const useOpenDispute = () =>
  useDisputeMutation(({ customer, known, line, employee, statement }: Claim) =>
    unwrap(
      api.POST("/disputes", {
        params: { header: csrf },
        body: { ...(customer ? { customer } : questionOf(known)), line, employee, statement },
      }),
    ),
  );

export const useDecide = (id: string) =>
  useDisputeMutation((body: { outcome: "keep" | "give" | "share"; note: string }) =>
    unwrap(api.POST("/disputes/{id}/decision", { params: { path: { id }, header: csrf }, body })),
  );

export const useWithdraw = () =>
  useDisputeMutation((id: string) =>
    unwrap(api.POST("/disputes/{id}/withdraw", { params: { path: { id }, header: csrf } })),
  );
