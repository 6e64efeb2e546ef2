import { type Handler, json, page, type Routes } from "./mockAnswers";

const verify: Handler = ({ world }) => {
  const check = world.status.evidence.verify;
  Object.assign(check, {
    state: "ok",
    started_at: new Date().toISOString(),
    finished_at: new Date().toISOString(),
    checked_leaves: world.status.evidence.tree_size,
  });
  return json({ state: "running" }, 202);
};

const makeCheckpoint: Handler = ({ world }) => {
  const size = world.status.evidence.tree_size;
  const note = `custos/example\n${size}\nroot\n`;
  world.checkpoints.unshift({
    size,
    root: "",
    at: new Date().toISOString(),
    note,
    witnesses: [],
    timestamps: [],
  });
  return new Response(note, { status: 201, headers: { "Content-Type": "text/plain" } });
};

export const evidenceRoutes: Routes = [
  ["POST", /^\/evidence\/verify$/, verify],
  ["GET", /^\/evidence\/checkpoints$/, ({ world, query }) => json(page(world.checkpoints, query))],
  ["POST", /^\/evidence\/checkpoints$/, makeCheckpoint],
  ["GET", /^\/evidence\/manifests$/, ({ world, query }) => json(page(world.manifests, query))],
  ["POST", /^\/evidence\/manifests$/, () => json({ made: 0 }, 201)],
];
