import type { User } from "@/lib/api/types";
import { type Handler, json, problem, type Routes } from "./mockAnswers";

const createUser: Handler = async ({ world, request }) => {
  const body = (await request.json()) as User;
  if (world.users.some((one) => one.login === body.login)) return problem(409, "user.login_taken");
  const scope = { ...{ departments: [], employees: [] }, ...body.scope };
  const made: User = {
    ...body,
    scope,
    id: String(world.nextId++),
    disabled: false,
    must_change_password: true,
    created_at: new Date().toISOString(),
  };
  world.users.push(made);
  world.passwords.set(made.login, "mock-7Q4K-29XD");
  return json({ user: made, one_time_password: "mock-7Q4K-29XD" }, 201);
};

const updateUser: Handler = async ({ world, request, args }) => {
  const found = world.users.find((one) => one.id === args[0]);
  if (!found) return problem(404, "user.not_found");
  const { reset_password, ...change } = (await request.json()) as Partial<User> & {
    reset_password?: boolean;
  };
  Object.assign(found, change);
  return json({ user: found, ...(reset_password ? { one_time_password: "mock-RESET-51" } : {}) });
};

export const userRoutes: Routes = [
  ["GET", /^\/users$/, ({ world }) => json({ items: world.users })],
  ["POST", /^\/users$/, createUser],
  ["PATCH", /^\/users\/(\d+)$/, updateUser],
];
