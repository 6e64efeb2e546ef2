import { useEffect, useRef, useSyncExternalStore } from "react";
import { apiBase } from "./api/client";
import type { AlertState, Severity } from "./api/types";

/** What the server tells while it happens: ids and codes; the pages fetch what they show. */
export type LiveEvent =
  | {
      kind: "alert.created" | "alert.updated";
      alert_id: string;
      severity: Severity;
      category: string;
      state: AlertState;
    }
  | { kind: "status" }
  | { kind: "reset" };

export type LiveState = "connecting" | "live" | "polling";

const pollMs = 60_000;
const channelName = "custos.live";

type Relayed = { event: LiveEvent } | { state: LiveState } | { ask: true };

/**
 * One event stream for all tabs of a browser. The tab that holds the lock listens to the server and passes events on
 * to the others; when it closes, another takes over. Without a stream the pages are told to read again every minute.
 */
export class LiveFeed {
  private readonly listeners = new Set<(event: LiveEvent) => void>();
  private readonly watchers = new Set<() => void>();
  private source: EventSource | undefined;
  private channel: BroadcastChannel | undefined;
  private pollTimer: ReturnType<typeof setInterval> | undefined;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private release: (() => void) | undefined;
  private leading = false;
  private users = 0;
  state: LiveState = "connecting";

  subscribe(listener: (event: LiveEvent) => void): () => void {
    this.listeners.add(listener);
    if (this.users++ === 0) this.start();
    return () => {
      this.listeners.delete(listener);
      if (--this.users === 0) this.stop();
    };
  }

  watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  getState = (): LiveState => this.state;

  private start(): void {
    if (typeof EventSource === "undefined") this.poll();
    else if (typeof BroadcastChannel === "undefined" || !navigator.locks) this.connect();
    else this.shareStream();
  }

  private shareStream(): void {
    const channel = new BroadcastChannel(channelName);
    this.channel = channel;
    channel.onmessage = ({ data }: MessageEvent<Relayed>) => {
      if ("event" in data) this.emit(data.event);
      else if ("state" in data) this.setState(data.state);
      else if (this.leading) channel.postMessage({ state: this.state } satisfies Relayed);
    };
    channel.postMessage({ ask: true } satisfies Relayed);
    void navigator.locks.request(channelName, () => {
      if (this.channel !== channel) return undefined;
      this.leading = true;
      this.connect();
      return new Promise<void>((resolve) => {
        this.release = resolve;
      });
    });
  }

  private stop(): void {
    this.source?.close();
    this.source = undefined;
    this.channel?.close();
    this.channel = undefined;
    clearInterval(this.pollTimer);
    clearTimeout(this.retryTimer);
    this.pollTimer = undefined;
    this.leading = false;
    this.release?.();
    this.release = undefined;
    this.state = "connecting";
  }

  private connect(): void {
    const source = new EventSource(`${apiBase}/events`);
    this.source = source;
    source.onopen = () => {
      clearInterval(this.pollTimer);
      this.pollTimer = undefined;
      this.tell({ state: "live" });
    };
    for (const kind of ["alert.created", "alert.updated", "status", "reset"] as const) {
      source.addEventListener(kind, (message) => this.receive(kind, message.data));
    }
    source.onerror = () => {
      if (this.source !== source) return;
      this.tell({ state: "polling" });
      this.poll();
      if (source.readyState !== EventSource.CLOSED) return;
      clearTimeout(this.retryTimer);
      this.retryTimer = setTimeout(
        () => this.source === source && this.connect(),
        pollMs * (0.8 + Math.random() * 0.4),
      );
    };
  }

  private receive(kind: LiveEvent["kind"], data: string): void {
    if (kind === "status" || kind === "reset") {
      this.tell({ event: { kind } });
      return;
    }
    try {
      this.tell({ event: { kind, ...JSON.parse(data) } });
    } catch {
      // An event this page cannot read is as good as none: the next poll or reload shows its effect.
    }
  }

  private poll(): void {
    this.setState("polling");
    this.pollTimer ??= setInterval(() => this.tell({ event: { kind: "reset" } }), pollMs);
  }

  private tell(relayed: { event: LiveEvent } | { state: LiveState }): void {
    this.channel?.postMessage(relayed);
    if ("event" in relayed) this.emit(relayed.event);
    else this.setState(relayed.state);
  }

  private emit(event: LiveEvent): void {
    for (const listener of this.listeners) listener(event);
  }

  private setState(state: LiveState): void {
    if (state === this.state) return;
    this.state = state;
    for (const watcher of this.watchers) watcher();
  }
}

export const liveFeed = new LiveFeed();

/** Calls `listener` for each event while the component lives. */
export function useLiveEvents(listener: (event: LiveEvent) => void, enabled = true): void {
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => (enabled ? liveFeed.subscribe((event) => latest.current(event)) : undefined), [enabled]);
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(liveFeed.watch, liveFeed.getState);
}
