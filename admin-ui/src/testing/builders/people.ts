import type { Person } from "@/lib/api/types";

/** Invented people. Each builder of this folder gives a whole value; the argument says what matters to the test. */

export const source = "wecom:ww0000000000000001";

export function person(change: Partial<Person> = {}): Person {
  return { source, kind: "staff", id: "zhang.wei", name: "张伟", department: "华东一部", ...change };
}

export const customer = (change: Partial<Person> = {}) =>
  person({ kind: "external", id: "wm-0001", name: "陈女士", department: "", ...change });
