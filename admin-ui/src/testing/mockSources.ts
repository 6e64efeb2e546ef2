import { pushSource } from "./builders/devices";
import { type Handler, json, problem, type Routes } from "./mockAnswers";

const createSource: Handler = async ({ world, request }) => {
  const body = (await request.json()) as { name: string; title: string; directory: string };
  const source = `ingest:${body.name}`;
  if (world.pushSources.some((one) => one.source === source)) return problem(409, "source.exists");
  world.pushSources.unshift(pushSource({ source, title: body.title, directory: body.directory }));
  return json({ source, secret: "cussrc_mock" }, 201);
};

const switchSource: Handler = async ({ world, request, args }) => {
  const found = world.pushSources.find((one) => one.source === decodeURIComponent(args[0]!));
  if (!found) return problem(404, "source.not_found");
  found.enabled = ((await request.json()) as { enabled: boolean }).enabled;
  return new Response(null, { status: 204 });
};

export const sourceRoutes: Routes = [
  ["GET", /^\/push-sources$/, ({ world }) => json({ items: world.pushSources })],
  ["POST", /^\/push-sources$/, createSource],
  [
    "POST",
    /^\/push-sources\/([^/]+)\/token$/,
    ({ args }) => json({ source: decodeURIComponent(args[0]!), secret: "cussrc_mock" }, 201),
  ],
  ["PATCH", /^\/push-sources\/([^/]+)$/, switchSource],
];
