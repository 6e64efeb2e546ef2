import { useSyncExternalStore } from "react";

/** Where the desk is, by the part behind the #: one address for the platform, so one signature is enough. */
export interface Place {
  page: string;
  id: string;
}

export function readPlace(hash: string): Place {
  const [page = "", id = ""] = hash.replace(/^#\/?/, "").split("/");
  return { page: page || "today", id: decodeURIComponent(id) };
}

function subscribe(listener: () => void): () => void {
  addEventListener("hashchange", listener);
  return () => removeEventListener("hashchange", listener);
}

export function usePlace(): Place {
  return readPlace(useSyncExternalStore(subscribe, () => location.hash));
}

export function go(to: string): void {
  location.hash = `#/${to}`;
}
