import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { makeQueryClient, Providers } from "@/app/providers";
import { makeRouter } from "@/app/router";
import { type Language, startI18n } from "@/lib/i18n";
import { mockApi } from "./mockApi";
import { makeWorld, type World } from "./world";

export { fireEvent, screen, waitFor, within } from "@testing-library/react";

interface Options {
  world?: World;
  login?: string | null;
  language?: Language;
}

/** An event stream that tests feed by hand through `world.listeners`. */
function installEventSource(world: World): void {
  globalThis.EventSource = class extends EventTarget {
    static CLOSED = 2;
    readyState = 1;
    onopen: (() => void) | null = null;
    onerror: (() => void) | null = null;
    private readonly listener = (kind: string, data: object) =>
      this.dispatchEvent(new MessageEvent(kind, { data: JSON.stringify(data) }));
    constructor() {
      super();
      world.listeners.add(this.listener);
      queueMicrotask(() => this.onopen?.());
    }
    close() {
      world.listeners.delete(this.listener);
    }
  } as unknown as typeof EventSource;
}

/** Opens an address of the whole app against an invented company; only the network is replaced. */
export async function open(
  address: string,
  { world = makeWorld(), login = "officer", language = "zh-CN" }: Options = {},
) {
  world.signedIn = login ?? undefined;
  const answer = mockApi(world);
  globalThis.fetch = (input, init) => answer(new Request(input, init));
  installEventSource(world);
  await startI18n(language);
  const client = makeQueryClient();
  client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, retry: false } });
  const router = makeRouter(client, createMemoryHistory({ initialEntries: [address] }));
  render(
    <Providers client={client}>
      <RouterProvider router={router} />
    </Providers>,
  );
  await screen.findByRole("main");
  return { world, router, user: userEvent.setup() };
}
