import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { announce } from "@/lib/announce";
import { type LiveEvent, useLiveEvents } from "@/lib/live";
import { alertKey, alertsQuery, countsQuery } from "./api/alerts";
import { findAlert, patchAlert } from "./api/cache";
import { belongs, type QueueSearch } from "./filters";

const countsGapMs = 2000;

/** Counts the alerts that arrived for this view since it was read, and keeps the shown ones true. */
export function useLiveQueue(search: QueueSearch, enabled: boolean, shownRows: number) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const refreshCounts = useThrottled(() => void client.invalidateQueries({ queryKey: countsQuery.queryKey }));
  const key = JSON.stringify(alertsQuery(search).queryKey);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another view starts counting anew
  useEffect(() => setFresh(new Set()), [key]);

  const showFresh = () => {
    setFresh(new Set());
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
    if (event.kind === "alert.created" && !known && belongs(search, event)) {
      setFresh((ids) => new Set(ids).add(event.alert_id));
    }
  }, enabled);

  useEffect(() => {
    if (fresh.size > 0) announce(t("alerts.fresh", { count: fresh.size }));
  }, [fresh.size, t]);

  // An empty list has nothing to keep still: it takes new alerts at once.
  // biome-ignore lint/correctness/useExhaustiveDependencies: showFresh is made anew at each render
  useEffect(() => {
    if (shownRows === 0 && fresh.size > 0) showFresh();
  }, [shownRows, fresh.size]);

  return { fresh: fresh.size, showFresh };
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
