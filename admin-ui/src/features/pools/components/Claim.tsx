import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { cameSecond, useOrder } from "@/components/ownership/api";
import { useErrorText } from "@/components/ui/ErrorNotice";
import { ApiError } from "@/lib/api/problem";
import type { Person, PoolCustomer } from "@/lib/api/types";

interface Refusal {
  name: string;
  error: unknown;
}

export interface Claims {
  /** Claimed on this page, the last first. */
  claimed: readonly { id: string; name: string }[];
  /** The customer whose claim is under way. */
  busy: string | undefined;
  /** Claims that were refused, by customer. */
  refused: ReadonlyMap<string, Refusal>;
  claim: (row: PoolCustomer, name: string) => void;
}

/** Claims for one account, one after the other; what was refused stays to be read. */
export function useClaims(line: string, claimer: Person | undefined): Claims {
  const order = useOrder();
  const [claimed, setClaimed] = useState<Claims["claimed"]>([]);
  const [refused, setRefused] = useState<Claims["refused"]>(new Map());
  return {
    claimed,
    refused,
    busy: order.isPending ? order.variables.customer : undefined,
    claim: ({ customer, entry }, name) =>
      order.mutate(
        {
          customer: customer.id,
          order: {
            action: "claim",
            line,
            seen: entry,
            ...(claimer && { employee: { source: claimer.source, id: claimer.id } }),
          },
        },
        {
          onSuccess: () => setClaimed((old) => [{ id: customer.id, name }, ...old]),
          onError: (error) => setRefused((old) => new Map(old).set(customer.id, { name, error })),
        },
      ),
  };
}

/** The button for one customer, or why he could not be claimed. */
export function Claim({ row, name, claims }: { row: PoolCustomer; name: string; claims: Claims }) {
  const { t } = useTranslation();
  const refusalText = useRefusalText();
  const refusal = claims.refused.get(row.customer.id);
  return (
    <span className="pool-claim">
      <Button
        size="small"
        aria-label={t("pools.claim_row", { name })}
        loading={claims.busy === row.customer.id}
        disabled={claims.busy !== undefined && claims.busy !== row.customer.id}
        onClick={() => claims.claim(row, name)}
      >
        {t("pools.claim")}
      </Button>
      {refusal && (
        <span role="alert" className="field-error">
          {refusalText(refusal.error)}
        </span>
      )}
    </span>
  );
}

/** Refusals about customers who are not in the list any more, since somebody was faster. */
export function Lost({ claims, shown }: { claims: Claims; shown: ReadonlySet<string> }) {
  const refusalText = useRefusalText();
  const lost = [...claims.refused].filter(([id]) => !shown.has(id));
  if (lost.length === 0) return null;
  return (
    <div role="alert" className="notice notice-warning pool-lines">
      {lost.map(([id, { name, error }]) => (
        <span key={id}>
          {name}: {refusalText(error)}
        </span>
      ))}
    </div>
  );
}

/** Why a claim was refused; about somebody who came first in the words of the pool. */
function useRefusalText(): (error: unknown) => string {
  const { t } = useTranslation();
  const errorText = useErrorText();
  return (error) => {
    const taken = cameSecond(error) || (error instanceof ApiError && error.code === "ownership.not_in_pool");
    return taken ? t("pools.taken") : errorText(error);
  };
}
