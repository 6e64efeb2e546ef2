import type { Device, PushSource } from "@/lib/api/types";
import { source } from "./people";

export function device(change: Partial<Device> = {}): Device {
  return {
    id: "d".repeat(32),
    source: "phone:ww0000000000000001",
    employee_source: source,
    employee_id: "user.0",
    label: "七号机",
    state: "enrolled",
    model: "Model X",
    app_version: "1.0",
    created_at: "2026-03-01T01:00:00.000Z",
    enrolled_at: "2026-03-01T01:10:00.000Z",
    last_seen_at: "2026-03-02T08:00:00.000Z",
    silent: false,
    skew_ms: 120,
    last_seq: 40,
    records: 40,
    pending: 0,
    revoked_at: null,
    replaces: null,
    gaps: [],
    ...change,
  };
}

export function pushSource(change: Partial<PushSource> = {}): PushSource {
  return {
    source: "ingest:chat",
    kind: "ingest",
    title: "客服聊天",
    directory: source,
    token_prefix: "cussrc_Ab3d",
    enabled: true,
    created_at: "2026-03-01T01:00:00.000Z",
    last_seen_at: null,
    ...change,
  };
}
