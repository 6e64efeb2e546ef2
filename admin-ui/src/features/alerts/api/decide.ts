import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState } from "react";
import { api, csrf, unwrap } from "@/lib/api/client";
import { ApiError } from "@/lib/api/problem";
import type { AlertState, AlertSummary } from "@/lib/api/types";
import { alertKey, countsQuery } from "./alerts";
import { findAlert, patchAlert } from "./cache";

/** A verdict that can still be taken back. */
export interface Undoable {
  alertId: string;
  from: AlertState;
  to: AlertState;
  /** Verdicts given together are taken back together. */
  batch: number;
}

/** Why a verdict did not take: somebody else was faster, or the request failed. */
export interface Refusal {
  alertId: string;
  wanted: AlertState;
  error: unknown;
  conflict?: { state: AlertState; by: string; at: string };
}

interface Options {
  /** Counts up until the undo offer is withdrawn. */
  undoMs?: number;
}

const defaultUndoMs = 10_000;

function send(alert: AlertSummary, state: AlertState, note: string, undo: boolean): Promise<AlertSummary> {
  return unwrap(
    api.POST("/alerts/{id}/decisions", {
      params: { path: { id: alert.id }, header: { ...csrf, "If-Match": `"v${alert.version}"` } },
      body: { state, note: note || undefined, undo },
    }),
  );
}

function conflictOf(error: unknown): Refusal["conflict"] {
  if (!(error instanceof ApiError) || error.status !== 412) return undefined;
  const { state, decided_by, decided_at } = error.params;
  return { state: state as AlertState, by: String(decided_by ?? ""), at: String(decided_at ?? "") };
}

/** One write at a time for each alert, so that an undo waits for the verdict it takes back. */
class Writer {
  private readonly tails = new Map<string, Promise<unknown>>();

  run<T>(alertId: string, act: () => Promise<T>): Promise<T> {
    const next = (this.tails.get(alertId) ?? Promise.resolve()).then(act, act);
    this.tails.set(
      alertId,
      next.catch(() => {}),
    );
    return next;
  }
}

async function write(
  client: QueryClient,
  id: string,
  to: AlertState,
  note: string,
  undo: boolean,
): Promise<void> {
  const alert = findAlert(client, id);
  if (!alert) return;
  const decided = await send(alert, to, note, undo);
  patchAlert(client, id, decided);
  void client.invalidateQueries({ queryKey: countsQuery.queryKey });
  void client.invalidateQueries({ queryKey: alertKey(id), refetchType: "active" });
}

/**
 * Verdicts, acted on at once. `decide` paints first and tells the server after; a refusal paints the truth again and
 * says why. `undo` takes back the newest verdicts that are still on offer: all that were given in one act.
 */
export function useDecide({ undoMs = defaultUndoMs }: Options = {}) {
  const client = useQueryClient();
  const writer = useRef(new Writer());
  const batches = useRef(0);
  const [offers, setOffers] = useState<readonly Undoable[]>([]);
  const [refusals, setRefusals] = useState<readonly Refusal[]>([]);
  const dismissRefusal = useCallback(
    (alertId: string) => setRefusals((list) => list.filter((other) => other.alertId !== alertId)),
    [],
  );

  const refuse = useCallback(
    (alertId: string, wanted: AlertState, from: AlertState, error: unknown) => {
      const conflict = conflictOf(error);
      patchAlert(client, alertId, { state: conflict?.state ?? from });
      setOffers((list) => list.filter((offer) => offer.alertId !== alertId));
      setRefusals((list) => [
        ...list.filter((other) => other.alertId !== alertId),
        { alertId, wanted, error, conflict },
      ]);
      void client.invalidateQueries({ queryKey: alertKey(alertId) });
    },
    [client],
  );

  const decide = useCallback(
    (alertIds: readonly string[], to: AlertState, note = "") => {
      const batch = ++batches.current;
      const made: Undoable[] = [];
      for (const alertId of alertIds) {
        const from = findAlert(client, alertId)?.state;
        if (!from || (from === to && !note)) continue;
        dismissRefusal(alertId);
        patchAlert(client, alertId, { state: to });
        made.push({ alertId, from, to, batch });
        writer.current
          .run(alertId, () => write(client, alertId, to, note, false))
          .catch((error: unknown) => refuse(alertId, to, from, error));
      }
      if (made.length === 0) return;
      setOffers((list) => [...list, ...made]);
      setTimeout(() => setOffers((list) => list.filter((other) => other.batch !== batch)), undoMs);
    },
    [client, refuse, dismissRefusal, undoMs],
  );

  const undo = useCallback((): string | undefined => {
    const batch = offers.at(-1)?.batch;
    const taken = offers.filter((offer) => offer.batch === batch);
    setOffers((list) => list.filter((other) => other.batch !== batch));
    for (const { alertId, from, to } of taken) {
      patchAlert(client, alertId, { state: from });
      writer.current
        .run(alertId, () => write(client, alertId, from, "", true))
        .catch((error: unknown) => refuse(alertId, from, to, error));
    }
    return taken[0]?.alertId;
  }, [client, offers, refuse]);

  return useMemo(() => {
    const offer = offers.at(-1);
    const count = offers.filter((other) => other.batch === offer?.batch).length;
    return { decide, undo, offer: offer && { ...offer, count }, refusals, dismissRefusal };
  }, [decide, undo, offers, refusals, dismissRefusal]);
}
