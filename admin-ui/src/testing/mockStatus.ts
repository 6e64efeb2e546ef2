import type { Parked, ParkedCount } from "@/lib/api/types";
import { json, page, type Routes } from "./mockAnswers";
import type { World } from "./world";

/** How many wait for which reason, as the server counts them. */
function countsOf(parked: Parked[]) {
  const counts = new Map<string, ParkedCount>();
  for (const one of parked) {
    const known = counts.get(`${one.source} ${one.reason}`);
    counts.set(`${one.source} ${one.reason}`, {
      source: one.source,
      reason: one.reason,
      count: (known?.count ?? 0) + 1,
      oldest: known?.oldest ?? one.id,
      newest: one.id,
    });
  }
  return [...counts.values()];
}

function retryParked(world: World): Response {
  world.parked = [];
  return new Response(null, { status: 202 });
}

export const statusRoutes: Routes = [
  ["GET", /^\/status$/, ({ world }) => json(world.status)],
  [
    "GET",
    /^\/parked$/,
    ({ world, query }) => json({ ...page(world.parked, query), counts: countsOf(world.parked) }),
  ],
  ["GET", /^\/intercepts$/, ({ world }) => json({ items: world.intercepts })],
  ["POST", /^\/parked\/retry$/, ({ world }) => retryParked(world)],
];
