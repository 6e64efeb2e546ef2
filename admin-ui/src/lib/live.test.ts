import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type LiveEvent, LiveFeed } from "./live";

/** An event stream driven by hand. */
class FakeStream extends EventTarget {
  static readonly CLOSED = 2;
  static opened: FakeStream[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  constructor(readonly url: string) {
    super();
    FakeStream.opened.push(this);
  }
  close() {
    this.readyState = FakeStream.CLOSED;
  }
  send(kind: string, data: object) {
    this.dispatchEvent(new MessageEvent(kind, { data: JSON.stringify(data) }));
  }
}

const arrival = { alert_id: "7", severity: "high", category: "abuse", state: "new" };

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("BroadcastChannel", undefined);
  vi.stubGlobal("EventSource", FakeStream);
  FakeStream.opened = [];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function listen() {
  const feed = new LiveFeed();
  const events: LiveEvent[] = [];
  const leave = feed.subscribe((event) => events.push(event));
  return { feed, events, leave, stream: () => FakeStream.opened.at(-1)! };
}

describe("the live feed", () => {
  it("opens one stream for all listeners and closes it with the last", () => {
    const { feed, leave, stream } = listen();
    const other = feed.subscribe(() => {});
    expect(FakeStream.opened).toHaveLength(1);
    leave();
    expect(stream().readyState).not.toBe(FakeStream.CLOSED);
    other();
    expect(stream().readyState).toBe(FakeStream.CLOSED);
  });

  it("hands events on with their kind", () => {
    const { events, stream } = listen();
    stream().send("alert.created", arrival);
    expect(events).toEqual([{ kind: "alert.created", ...arrival }]);
  });

  it("asks the pages to read again every minute while the stream is refused, then tries anew", () => {
    const { feed, events, stream } = listen();
    stream().readyState = FakeStream.CLOSED;
    stream().onerror?.();
    expect(feed.getState()).toBe("polling");
    vi.advanceTimersByTime(61_000);
    expect(events).toContainEqual({ kind: "reset" });
    vi.advanceTimersByTime(30_000);
    expect(FakeStream.opened.length).toBeGreaterThan(1);
    stream().onopen?.();
    expect(feed.getState()).toBe("live");
    const before = events.length;
    vi.advanceTimersByTime(120_000);
    expect(events).toHaveLength(before);
  });

  it("outlives an event that it cannot read", () => {
    const { events, stream } = listen();
    stream().dispatchEvent(new MessageEvent("alert.created", { data: "{" }));
    stream().send("status", {});
    expect(events).toEqual([{ kind: "status" }]);
  });
});
