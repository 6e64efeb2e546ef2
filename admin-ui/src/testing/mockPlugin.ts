import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { Plugin } from "vite";
import { tell } from "./mockAlerts";
import { mockApi } from "./mockApi";
import { finishBacktest } from "./mockStudio";
import { addConversation } from "./talk";
import { makeWorld } from "./world";

const arrivalMs = 8000;
const backtestMs = 4000;

/** Serves the invented company under /api/v1 beside the built page: `npm run mock`. Live alerts keep arriving. */
export function mockApiPlugin(): Plugin {
  const world = makeWorld({ conversations: 160 });
  const answer = mockApi(world);
  let arrived = 1000;
  const timer = setInterval(
    () => tell(world, "alert.created", addConversation(world, arrived++, Date.now())),
    arrivalMs,
  );
  timer.unref();
  const tests = setInterval(() => {
    for (const test of world.packs.backtests) if (test.state === "running") finishBacktest(test);
  }, backtestMs);
  tests.unref();

  const stream = (response: ServerResponse) => {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.write("retry: 3000\n\n");
    let id = 0;
    const listener = (event: string, data: object) =>
      response.write(`id: ${++id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    world.listeners.add(listener);
    response.on("close", () => world.listeners.delete(listener));
  };

  const middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => {
    if (!request.url?.startsWith("/api/v1/")) return next();
    if (request.url.startsWith("/api/v1/events")) return stream(response);
    // The world knows one person at a time: whoever's cookie came with the request.
    world.signedIn = /custos_session=([\w.-]+)/.exec(request.headers.cookie ?? "")?.[1];
    void reply(request, response, answer);
  };
  return {
    name: "custos-mock-api",
    configureServer: (server) => void server.middlewares.use(middleware),
    configurePreviewServer: (server) => void server.middlewares.use(middleware),
  };
}

async function reply(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (r: Request) => Promise<Response>,
) {
  const body = request.method === "GET" ? undefined : (Readable.toWeb(request) as ReadableStream);
  const init = {
    method: request.method,
    headers: request.headers as HeadersInit,
    body,
    duplex: "half",
  } as RequestInit;
  const result = await answer(new Request(`http://127.0.0.1${request.url}`, init));
  const text = Buffer.from(await result.arrayBuffer());
  const headers = Object.fromEntries(result.headers);
  if (result.ok && request.method === "POST" && request.url === "/api/v1/session") {
    headers["set-cookie"] =
      `custos_session=${JSON.parse(text.toString()).user.login}; Path=/; HttpOnly; SameSite=Lax`;
  }
  if (result.ok && request.method === "DELETE") headers["set-cookie"] = "custos_session=; Path=/; Max-Age=0";
  response.writeHead(result.status, headers);
  response.end(text);
}
