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
  at: number;
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
 * says why. `undo` takes back the newest verdict that is still on offer.
 */
export function useDecide({ undoMs = defaultUndoMs }: Options = {}) {
  const client = useQueryClient();
  const writer = useRef(new Writer());
  const [offers, setOffers] = useState<readonly Undoable[]>([]);
  const [refusal, setRefusal] = useState<Refusal>();

  const refuse = useCallback(
    (alertId: string, wanted: AlertState, from: AlertState, error: unknown) => {
      const conflict = conflictOf(error);
      patchAlert(client, alertId, { state: conflict?.state ?? from });
      setOffers((list) => list.filter((offer) => offer.alertId !== alertId));
      setRefusal({ alertId, wanted, error, conflict });
      void client.invalidateQueries({ queryKey: alertKey(alertId) });
    },
    [client],
  );

  const decide = useCallback(
    (alertId: string, to: AlertState, note = "") => {
      const from = findAlert(client, alertId)?.state;
      if (!from || (from === to && !note)) return;
      setRefusal(undefined);
      patchAlert(client, alertId, { state: to });
      const offer: Undoable = { alertId, from, to, at: Date.now() };
      setOffers((list) => [...list, offer]);
      setTimeout(() => setOffers((list) => list.filter((other) => other !== offer)), undoMs);
      writer.current
        .run(alertId, () => write(client, alertId, to, note, false))
        .catch((error: unknown) => refuse(alertId, to, from, error));
    },
    [client, refuse, undoMs],
  );

  const undo = useCallback((): string | undefined => {
    const offer = offers.at(-1);
    if (!offer) return undefined;
    setOffers((list) => list.filter((other) => other !== offer));
    patchAlert(client, offer.alertId, { state: offer.from });
    writer.current
      .run(offer.alertId, () => write(client, offer.alertId, offer.from, "", true))
      .catch((error: unknown) => refuse(offer.alertId, offer.from, offer.to, error));
    return offer.alertId;
  }, [client, offers, refuse]);

  const dismissRefusal = useCallback(() => setRefusal(undefined), []);
  return useMemo(
    () => ({ decide, undo, offer: offers.at(-1), refusal, dismissRefusal }),
    [decide, undo, offers, refusal, dismissRefusal],
  );
}
