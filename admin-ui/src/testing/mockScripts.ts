import type { Script, ScriptFolder, ScriptInput } from "@/lib/api/types";
import { type Handler, json, problem, type Routes } from "./mockAnswers";

export interface ScriptWorld {
  folders: ScriptFolder[];
  scripts: Script[];
}

export function scriptWorld(): ScriptWorld {
  return {
    folders: [
      { id: "1", parent_id: null, title: "销售", position: 0 },
      { id: "2", parent_id: "1", title: "报价", position: 0 },
    ],
    scripts: [
      {
        id: "1",
        version: 1,
        folder_id: "2",
        title: "价格表",
        text: "{{customer}}您好，这是今年的报价。",
        tags: ["报价"],
        position: 0,
        active: true,
        changed_at: "2026-03-01T02:00:00.000Z",
        changed_by: "管理员",
        file: null,
        copied: 12,
        sent: 3,
        used_at: null,
        kind: "script",
        valid_from: null,
        valid_until: null,
        rows: [],
      },
    ],
  };
}

const list: Handler = ({ world, query }) => {
  const q = query.get("q") ?? "";
  const folder = query.get("folder_id");
  const items = world.scripts.scripts
    .filter((one) => one.title.includes(q) || one.text.includes(q))
    .filter((one) => !folder || one.folder_id === folder);
  return json({ items, next_cursor: null });
};

const create: Handler = async ({ world, request, who }) => {
  const body = (await request.json()) as ScriptInput;
  const made = {
    ...scriptWorld().scripts[0]!,
    id: String(world.nextId++),
    copied: 0,
    sent: 0,
    tags: [],
    changed_by: who.display_name,
    ...body,
    folder_id: body.folder_id ?? null,
  };
  world.scripts.scripts.push(made);
  return json(made, 201);
};

const change: Handler = async ({ world, request, args }) => {
  const found = world.scripts.scripts.find((one) => one.id === args[0]);
  if (!found) return problem(404, "script.not_found");
  if (request.headers.get("If-Match") !== `"v${found.version}"`) return problem(409, "script.changed");
  Object.assign(found, await request.json(), { version: found.version + 1 });
  return json(found);
};

const put: Handler = async ({ world, request, query, args }) => {
  const found = world.scripts.scripts.find((one) => one.id === args[0]);
  if (!found) return problem(404, "script.not_found");
  const size = (await request.arrayBuffer()).byteLength;
  const url = `/api/v1/scripts/${found.id}/file`;
  found.file = { name: query.get("name") ?? "", type: "application/pdf", size, url };
  return json(found);
};

const addFolder: Handler = async ({ world, request }) => {
  const body = (await request.json()) as { title: string; parent_id?: string | null };
  const id = String(world.nextId++);
  const made = { id, parent_id: body.parent_id ?? null, title: body.title, position: 0 };
  world.scripts.folders.push(made);
  return json(made, 201);
};

const removeFolder: Handler = ({ world, args }) => {
  const used =
    world.scripts.folders.some((one) => one.parent_id === args[0]) ||
    world.scripts.scripts.some((one) => one.folder_id === args[0]);
  if (used) return problem(409, "script_folder.not_empty");
  world.scripts.folders = world.scripts.folders.filter((one) => one.id !== args[0]);
  return new Response(null, { status: 204 });
};

const versions: Handler = ({ world, args }) => {
  const found = world.scripts.scripts.find((one) => one.id === args[0]);
  if (!found) return problem(404, "script.not_found");
  return json({
    items: [found, { ...found, version: 0, text: "去年的报价", changed_at: "2025-03-01T02:00:00.000Z" }],
  });
};

export const scriptRoutes: Routes = [
  ["GET", /^\/scripts\/(\d+)\/versions$/, versions],
  ["GET", /^\/scripts\/folders$/, ({ world }) => json({ items: world.scripts.folders })],
  ["POST", /^\/scripts\/folders$/, addFolder],
  ["DELETE", /^\/scripts\/folders\/(\d+)$/, removeFolder],
  ["GET", /^\/scripts$/, list],
  ["POST", /^\/scripts$/, create],
  ["PATCH", /^\/scripts\/(\d+)$/, change],
  ["PUT", /^\/scripts\/(\d+)\/file$/, put],
];
