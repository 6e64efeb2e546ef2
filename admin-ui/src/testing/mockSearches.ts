import { json, type Routes } from "./mockAnswers";
import type { World } from "./world";

function keep(world: World, body: { name: string; shared?: boolean; params: Record<string, string> }) {
  const one = {
    id: `${world.searches.length + 1}`,
    name: body.name,
    shared: body.shared ?? false,
    own: true,
    owner: "admin",
    params: body.params,
    created_at: new Date().toISOString(),
  };
  world.searches.unshift(one);
  return json(one, 201);
}

export const searchRoutes: Routes = [
  ["GET", /^\/searches$/, ({ world }) => json({ items: world.searches })],
  ["POST", /^\/searches$/, async ({ world, request }) => keep(world, await request.json())],
  [
    "DELETE",
    /^\/searches\/(\d+)$/,
    ({ world, args }) => {
      world.searches = world.searches.filter((one) => one.id !== args[0]);
      return new Response(null, { status: 204 });
    },
  ],
];
