import type { Me, User } from "@/lib/api/types";
import { permissionsOf } from "./permissions";

export function me(change: Partial<Me["user"]> = {}): Me {
  const role = change.role ?? "administrator";
  return {
    user: {
      id: "1",
      login: "admin",
      display_name: "李娜",
      role,
      locale: "zh-CN",
      must_change_password: false,
      ...change,
    },
    permissions: permissionsOf[role],
    server: { version: "0.1.0", demo: true, archive_id: "custos.example/archive" },
  };
}

export function user(change: Partial<User> = {}): User {
  return {
    id: "1",
    login: "admin",
    display_name: "李娜",
    role: "administrator",
    disabled: false,
    must_change_password: false,
    scope: { kind: "all", departments: [], employees: [] },
    created_at: "2026-03-01T01:00:00.000Z",
    ...change,
  };
}
