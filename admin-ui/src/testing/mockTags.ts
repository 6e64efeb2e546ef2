import type { CustomerTags, TagCatalogue, TagChange, TagDraft, TagWish } from "@/lib/api/types";
import { person } from "./builders/people";
import { type Handler, json, problem, type Routes } from "./mockAnswers";
import type { World } from "./world";

/** The company's tags of the invented company, and what is to be written of them. */
export interface TagWorld {
  catalogue: TagCatalogue;
  /** By customer. */
  customers: Map<string, CustomerTags>;
  wishes: TagWish[];
  /** The code that the platform refuses every change of the company's tags with. */
  refuse: string | null;
}

const at = "2026-03-01T02:00:00.000Z";
const { source } = person();

export function tagWorld(): TagWorld {
  return {
    catalogue: {
      groups: [
        {
          source,
          id: "g1",
          name: "客户分级",
          order: 0,
          tags: [
            { id: "et1", name: "重点客户", order: 0, contacts: 12 },
            { id: "et2", name: "潜在客户", order: 0, contacts: 3 },
          ],
        },
      ],
      companies: [{ source, writable: true, read_at: at, problem: "", waiting: 0 }],
    },
    customers: new Map(),
    wishes: [],
    refuse: null,
  };
}

export function tagWish(change: Partial<TagWish> = {}): TagWish {
  return {
    id: "1",
    customer: "1",
    employee: person(),
    tag: { source, id: "et1", name: "重点客户" },
    add: true,
    state: "waiting",
    code: "",
    attempts: 0,
    created_at: at,
    changed_at: at,
    cause: "person",
    user_name: "周宁",
    ...change,
  };
}

function tagsOf(world: World, customer: string): CustomerTags {
  const found = world.tags.customers.get(customer) ?? {
    contacts: [{ employee: person(), stands: true, serves: true, tags: [] }],
    wishes: [],
  };
  world.tags.customers.set(customer, found);
  return found;
}

const nameOf = (world: World, id: string): string =>
  world.tags.catalogue.groups.flatMap((group) => group.tags).find((tag) => tag.id === id)?.name ?? id;

interface Edit {
  add?: string[];
  remove?: string[];
}

function wish(world: World, customer: string, edit: Edit, who: string) {
  const tags = tagsOf(world, customer);
  for (const [ids, add] of [
    [edit.add ?? [], true],
    [edit.remove ?? [], false],
  ] as const)
    for (const id of ids)
      tags.wishes.unshift(
        tagWish({
          id: String(world.nextId++),
          customer,
          tag: { source, id, name: nameOf(world, id) },
          add,
          user_name: who,
        }),
      );
  return tags;
}

const tagOne: Handler = async ({ world, request, args, who }) =>
  json(wish(world, args[0]!, (await request.json()) as Edit, who.display_name));

const tagMany: Handler = async ({ world, request, who }) => {
  const body = (await request.json()) as Edit & { customers: string[] };
  return json({
    items: body.customers.map((customer) => {
      const contacts = tagsOf(world, customer).contacts.length;
      if (contacts === 0) return { customer, waiting: 0, standing: 0, problem: "tag.no_relation" };
      wish(world, customer, body, who.display_name);
      return { customer, waiting: 1, standing: 0, problem: null };
    }),
  });
};

const make: Handler = async ({ world, request }) => {
  const body = (await request.json()) as TagDraft;
  if (world.tags.refuse) return problem(409, world.tags.refuse);
  const { groups } = world.tags.catalogue;
  let group = groups.find((one) => one.id === body.group_id);
  if (!group) {
    group = { source, id: `g${world.nextId++}`, name: body.group_name ?? "", order: 0, tags: [] };
    groups.push(group);
  }
  for (const name of body.names) group.tags.push({ id: `et${world.nextId++}`, name, order: 0, contacts: 0 });
  return json(world.tags.catalogue, 201);
};

const change: Handler = async ({ world, request }) => {
  const { id, name, order } = (await request.json()) as TagChange;
  const { groups } = world.tags.catalogue;
  const found = [...groups, ...groups.flatMap((group) => group.tags)].find((one) => one.id === id);
  if (!found) return problem(404, "tag.not_found");
  Object.assign(found, name !== undefined && { name }, order !== undefined && { order });
  return json(world.tags.catalogue);
};

const remove: Handler = ({ world, query }) => {
  for (const group of world.tags.catalogue.groups)
    group.tags = group.tags.filter((tag) => tag.id !== query.get("id"));
  return json(world.tags.catalogue);
};

export const tagRoutes: Routes = [
  ["GET", /^\/tags$/, ({ world }) => json(world.tags.catalogue)],
  ["POST", /^\/tags$/, make],
  ["PATCH", /^\/tags$/, change],
  ["DELETE", /^\/tags$/, remove],
  [
    "GET",
    /^\/tags\/wishes$/,
    ({ world, query }) =>
      json({
        items: world.tags.wishes.filter((one) => one.state === query.get("state")),
        next_cursor: null,
      }),
  ],
  ["GET", /^\/customers\/(\d+)\/tags$/, ({ world, args }) => json(tagsOf(world, args[0]!))],
  ["POST", /^\/customers\/(\d+)\/tags$/, tagOne],
  ["POST", /^\/customers\/tags$/, tagMany],
];
