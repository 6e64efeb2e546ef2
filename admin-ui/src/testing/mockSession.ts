import type { User } from "@/lib/api/types";
import { me } from "./builders/users";
import { type Handler, json, problem, type Routes } from "./mockAnswers";

function session(who: User): Response {
  const { id, login, display_name, role, must_change_password } = who;
  return json(me({ id, login, display_name, role, must_change_password }));
}

const signIn: Handler = async ({ world, request }) => {
  const body = (await request.json()) as { login: string; password: string };
  if (world.passwords.get(body.login) !== body.password) return problem(401, "auth.bad_credentials");
  world.signedIn = body.login;
  return session(world.users.find((one) => one.login === body.login)!);
};

const changePassword: Handler = async ({ world, request, who }) => {
  const body = (await request.json()) as { old_password: string; new_password: string };
  if (world.passwords.get(who.login) !== body.old_password) return problem(403, "auth.password_wrong");
  world.passwords.set(who.login, body.new_password);
  who.must_change_password = false;
  return new Response(null, { status: 204 });
};

export const sessionRoutes: Routes = [
  ["GET", /^\/session$/, ({ who }) => (who ? session(who) : problem(401, "auth.required"))],
  ["POST", /^\/session$/, signIn],
  ["PATCH", /^\/session$/, ({ who }) => session(who)],
  [
    "DELETE",
    /^\/session$/,
    ({ world }) => {
      world.signedIn = undefined;
      return new Response(null, { status: 204 });
    },
  ],
  ["POST", /^\/session\/password$/, changePassword],
];
