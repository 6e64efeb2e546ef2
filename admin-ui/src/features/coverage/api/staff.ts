import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, csrf, unwrap } from "@/lib/api/client";
import { splitRef } from "@/lib/searchParams";

export const staffProposalsQuery = queryOptions({
  queryKey: ["staff", "proposals"],
  queryFn: ({ signal }) => unwrap(api.GET("/staff/proposals", { signal })),
});

/** A decision about one account or two: "source|id". */
export interface StaffWish {
  act: "join" | "part" | "refuse";
  account: string;
  other?: string;
  reason: string;
}

export function useDecideStaff() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ act, account, other, reason }: StaffWish) => {
      const who = splitRef(account);
      const one = { employee_source: who?.source ?? "", employee_id: who?.id ?? "", reason };
      if (act === "part") return unwrap(api.POST("/staff/parts", { params: { header: csrf }, body: one }));
      const second = splitRef(other);
      const body = { ...one, other_source: second?.source ?? "", other_id: second?.id ?? "" };
      return act === "join"
        ? unwrap(api.POST("/staff/joins", { params: { header: csrf }, body }))
        : unwrap(api.POST("/staff/refusals", { params: { header: csrf }, body }));
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["staff"] }),
  });
}

export function useBindNumber() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ exchange, number, employee }: { exchange: string; number: string; employee: string }) => {
      const who = splitRef(employee);
      const item = {
        exchange,
        number,
        employee_source: who?.source ?? "",
        employee_id: who?.id ?? "",
      };
      return unwrap(api.PUT("/numbers", { params: { header: csrf }, body: { items: [item] } }));
    },
    onSuccess: () =>
      Promise.all(
        ["coverage", "coverage-gaps", "bindings"].map((key) => client.invalidateQueries({ queryKey: [key] })),
      ),
  });
}
