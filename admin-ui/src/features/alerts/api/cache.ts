import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { AlertDetail, AlertList, AlertSummary } from "@/lib/api/types";
import { alertKey, alertsKey } from "./alerts";

type Change = Partial<AlertSummary>;

/** Writes a change of one alert into every list and the detail that hold it, without asking the server. */
export function patchAlert(client: QueryClient, id: string, change: Change): void {
  client.setQueriesData<InfiniteData<AlertList>>({ queryKey: alertsKey }, (data) =>
    data
      ? { ...data, pages: data.pages.map((page) => ({ ...page, items: patchItems(page.items, id, change) })) }
      : data,
  );
  client.setQueryData<AlertDetail>(alertKey(id), (detail) => (detail ? { ...detail, ...change } : detail));
}

function patchItems(items: AlertSummary[], id: string, change: Change): AlertSummary[] {
  return items.some((item) => item.id === id)
    ? items.map((item) => (item.id === id ? { ...item, ...change } : item))
    : items;
}

/** What is known here of an alert, from the detail or any list. */
export function findAlert(client: QueryClient, id: string): AlertSummary | undefined {
  const detail = client.getQueryData<AlertDetail>(alertKey(id));
  if (detail) return detail;
  for (const [, data] of client.getQueriesData<InfiniteData<AlertList>>({ queryKey: alertsKey })) {
    for (const page of data?.pages ?? []) {
      const found = page.items.find((item) => item.id === id);
      if (found) return found;
    }
  }
  return undefined;
}
