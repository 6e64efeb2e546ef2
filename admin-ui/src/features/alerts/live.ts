import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { announce } from "@/lib/announce";
import { type LiveEvent, useLiveEvents } from "@/lib/live";
import { alertKey, alertsQuery, countsQuery } from "./api/alerts";
import { findAlert, patchAlert } from "./api/cache";
import { belongs, type QueueSearch } from "./filters";
import type { QueueModel } from "./queue";

const countsGapMs = 2000;

/** Counts the alerts that arrived for this view since it was read, and keeps the shown ones true. */
export function useLiveQueue(search: QueueSearch, enabled: boolean, queue: QueueModel) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [announced, setAnnounced] = useState<ReadonlySet<string>>(new Set());
  // One that was announced while the list was being read may stand in the answer already.
  const fresh = useMemo(() => {
    const listed = new Set(queue.all.map((alert) => alert.id));
    return [...announced].filter((id) => !listed.has(id)).length;
  }, [announced, queue.all]);
  const empty = queue.query.data !== undefined && queue.rows.length === 0;
  const refreshCounts = useThrottled(() => void client.invalidateQueries({ queryKey: countsQuery.queryKey }));
  const key = JSON.stringify(alertsQuery(search).queryKey);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another view starts counting anew
  useEffect(() => setAnnounced(new Set()), [key]);

  const showFresh = () => {
    setAnnounced(new Set());
    void client.resetQueries({ queryKey: alertsQuery(search).queryKey });
  };

  useLiveEvents((event: LiveEvent) => {
    if (event.kind === "status") return;
    refreshCounts();
    if (event.kind === "reset") {
      void client.invalidateQueries({ queryKey: alertsQuery(search).queryKey });
      return;
    }
    const known = findAlert(client, event.alert_id);
    if (known && known.state !== event.state) {
      patchAlert(client, event.alert_id, { state: event.state });
      void client.invalidateQueries({ queryKey: alertKey(event.alert_id) });
    }
    const waits = belongs(search, event);
    if (event.kind === "alert.created" && !known && waits) {
      setAnnounced((ids) => new Set(ids).add(event.alert_id));
    } else if (!waits) {
      setAnnounced((ids) => without(ids, event.alert_id));
    }
  }, enabled);

  useEffect(() => {
    if (fresh > 0) announce(t("alerts.fresh", { count: fresh }));
  }, [fresh, t]);

  // An empty list has nothing to keep still: it takes new alerts at once.
  // biome-ignore lint/correctness/useExhaustiveDependencies: showFresh is made anew at each render
  useEffect(() => {
    if (empty && fresh > 0) showFresh();
  }, [empty, fresh]);

  return { fresh, showFresh };
}

/** The same set when the id is not in it, so that nothing is painted anew. */
function without(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return ids.has(id) ? new Set([...ids].filter((other) => other !== id)) : ids;
}

function useThrottled(act: () => void): () => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      act();
    }, countsGapMs);
  };
}
