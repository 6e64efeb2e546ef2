import createClient from "openapi-fetch";
import { ApiError } from "./problem";
import type { paths } from "./schema";

/** Called for every answer that says the session is over. */
let onSignedOut: () => void = () => {};
export function setSignedOutHandler(handler: () => void): void {
  onSignedOut = handler;
}

export const apiBase = "/api/v1";

/** Header of every request that changes something. */
export const csrf = { "X-Custos-CSRF": "1" } as const;

/** The server by its OpenAPI description. The fetch is looked up at each call, so that tests can replace it. */
export const api = createClient<paths>({
  baseUrl: new URL(apiBase, location.origin).href,
  fetch: (request) => globalThis.fetch(request),
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of a good answer; an `ApiError` for any other. */
export async function unwrap<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer;
  if (response.ok) return data as T;
  const problem = ApiError.of(response.status, error);
  if (problem.code === "auth.required" || problem.code === "auth.password_change_required") onSignedOut();
  throw problem;
}
