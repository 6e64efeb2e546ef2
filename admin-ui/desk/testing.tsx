import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactElement } from "react";
import { vi } from "vitest";
import type { Me } from "./api";
import { setLanguage } from "./texts";

/** One request of a desk page. */
export interface Asked {
  method: string;
  path: string;
  body: unknown;
  version: string | null;
}

/** What the server of a test answers, by method and path without the query; a number is a refusal by that status. */
export type Answers = Record<string, unknown | ((asked: Asked) => unknown)>;

export class Refused {
  constructor(
    readonly status: number,
    readonly code: string,
  ) {}
}

export const rep: Me = {
  user: {
    id: "3",
    login: "rep",
    display_name: "张伟",
    role: "rep",
    must_change_password: false,
    locale: "zh-CN",
  },
  permissions: [],
  server: { version: "0.1.0", demo: false, archive_id: "test" },
};

/** Shows a page over these answers; gives back what it asked for, the oldest first. */
export function show(page: ReactElement, answers: Answers) {
  const asked: Asked[] = [];
  setLanguage("zh-CN");
  vi.stubGlobal("fetch", async (url: string, init: RequestInit = {}) => {
    const [path = ""] = url.replace("/api/v1", "").split("?");
    const request: Asked = {
      method: init.method ?? "GET",
      path: url.replace("/api/v1", ""),
      body: init.body ? JSON.parse(String(init.body)) : undefined,
      version: new Headers(init.headers).get("If-Match"),
    };
    asked.push(request);
    const key = `${request.method} ${path}`;
    if (!(key in answers)) throw new Error(`nobody answers ${key}`);
    const known = answers[key];
    const answer: unknown = typeof known === "function" ? known(request) : known;
    if (answer instanceof Refused)
      return new Response(JSON.stringify({ code: answer.code }), { status: answer.status });
    return answer === undefined
      ? new Response(null, { status: 204 })
      : new Response(JSON.stringify(answer), { status: 200 });
  });
  const user = userEvent.setup();
  return { user, asked, ...render(page) };
}

/** What was asked by this method. */
export const sent = (asked: Asked[], method: string): Asked[] => asked.filter((one) => one.method === method);
