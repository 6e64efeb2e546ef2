import type { AuditAction } from "@/lib/api/types";
import { midnightOf } from "@/lib/companyDays";
import { pick } from "@/lib/searchParams";

/** What the address of the trail says; `action` is a list with commas. */
export type AuditSearch = Partial<Record<"user" | "action" | "target" | "from" | "until", string>>;

export function readAuditSearch(params: Record<string, unknown>): AuditSearch {
  return pick(["user", "action", "target", "from", "until"], params);
}

/** From the first day to the last, whole. What is no act is left to the server to refuse. */
export function toAuditQuery({ user, action, target, from, until }: AuditSearch) {
  return {
    user,
    action: action?.split(",") as AuditAction[] | undefined,
    target,
    from: midnightOf(from),
    until: midnightOf(until, 1),
  };
}
