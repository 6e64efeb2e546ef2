import type { DisputeDetail, KnownCustomer, User } from "@/lib/api/types";
import { person } from "./builders/people";
import { type Handler, json, problem, type Routes } from "./mockAnswers";
import { ownership } from "./mockPools";

/** Who is known already, and customers whom two want, of the invented company. */
export interface DisputeWorld {
  known: KnownCustomer[];
  disputes: DisputeDetail[];
  /** The code that every new dispute is refused with. */
  refuse: string | null;
}

const at = "2026-03-01T02:00:00.000Z";

export function knownCustomer(change: Partial<KnownCustomer> = {}): KnownCustomer {
  return {
    id: null,
    name: "王**",
    corp_name: "甲乙科技",
    by: ["phone"],
    confidence: 100,
    ownership: [ownership({ owner: person({ id: "li.na", name: "李娜" }) })],
    last_at: at,
    ...change,
  };
}

export function dispute(change: Partial<DisputeDetail> = {}): DisputeDetail {
  return {
    id: "1",
    customer: "1",
    name: "王示例",
    corp_name: "甲乙科技",
    line: "",
    claimant: person({ id: "zhang.wei", name: "张伟" }),
    owner: person({ id: "li.na", name: "李娜" }),
    statement: "去年展会上就加了微信",
    opened_at: at,
    user_name: "张伟",
    mine: false,
    state: "open",
    outcome: "none",
    note: "",
    decided_at: null,
    decided_by: "",
    entry: null,
    claimant_side: { added_at: "2025-06-01T02:00:00.000Z", first_at: at, last_at: at, messages: 42 },
    owner_side: { added_at: null, first_at: at, last_at: at, messages: 3 },
    ...change,
  };
}

export const disputeWorld = (): DisputeWorld => ({
  known: [knownCustomer()],
  disputes: [dispute()],
  refuse: null,
});

const open: Handler = async ({ world, request, who }) => {
  const body = (await request.json()) as { statement: string; phones?: string[] };
  if (world.disputing.refuse) return problem(409, world.disputing.refuse);
  const made = dispute({
    id: String(world.nextId++),
    customer: null,
    name: "王**",
    statement: body.statement,
    user_name: (who as User).display_name,
    mine: true,
  });
  world.disputing.disputes.unshift(made);
  return json(made, 201);
};

const decide: Handler = async ({ world, request, args, who }) => {
  const found = world.disputing.disputes.find((one) => one.id === args[0]);
  if (!found) return problem(404, "dispute.not_found");
  if (found.state !== "open") return problem(409, "dispute.ended");
  const { outcome, note } = (await request.json()) as Pick<DisputeDetail, "outcome" | "note">;
  Object.assign(found, { state: "decided", outcome, note, decided_at: at, decided_by: who.display_name });
  return json(found);
};

export const disputeRoutes: Routes = [
  ["POST", /^\/duplicates$/, ({ world }) => json({ items: world.disputing.known })],
  [
    "GET",
    /^\/disputes$/,
    ({ world, query }) =>
      json({
        items: world.disputing.disputes.filter((one) => (query.get("state") ?? one.state) === one.state),
        next_cursor: null,
      }),
  ],
  ["POST", /^\/disputes$/, open],
  [
    "GET",
    /^\/disputes\/(\d+)$/,
    ({ world, args }) => json(world.disputing.disputes.find((one) => one.id === args[0])),
  ],
  ["POST", /^\/disputes\/(\d+)\/decision$/, decide],
  [
    "POST",
    /^\/disputes\/(\d+)\/withdraw$/,
    ({ world, args }) => {
      const found = world.disputing.disputes.find((one) => one.id === args[0])!;
      found.state = "withdrawn";
      return json(found);
    },
  ],
];
