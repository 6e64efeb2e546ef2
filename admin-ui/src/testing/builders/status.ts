import type { SystemStatus } from "@/lib/api/types";
import { source } from "./people";

export function systemStatus(change: Partial<SystemStatus> = {}): SystemStatus {
  return {
    callbacks: [],
    consents: [],
    channels: [],
    sources: [
      {
        source,
        kind: "wecom",
        state: "running",
        problem: null,
        problem_detail: null,
        lag_seconds: 3,
        last_success_at: "2026-03-01T02:00:00.000Z",
        last_message_at: "2026-03-01T01:59:58.000Z",
        caught_up_at: "2026-03-01T02:00:00.000Z",
        cursor_seq: "88231",
        messages: 88_231,
        parked: 0,
        gap_count: 0,
        gaps: [],
        helper_restarts: 0,
        lag_alarm: false,
      },
    ],
    pipeline: {
      queue_depth: 12,
      queue_capacity: 256,
      committed_messages: 88_231,
      duplicates: 40,
      messages_per_s: 41.7,
    },
    media: { pending: 3 },
    evidence: {
      archive_id: "custos.example/archive",
      tree_size: 91_402,
      checkpoint: {
        size: 91_380,
        root: "q2VhcmNoIG5vdGhpbmcgaGVyZSwgdGhpcyBpcyBmYWtl",
        at: "2026-03-01T01:59:50.000Z",
        note: "custos.example/archive\n91380\nq2VhcmNoIG5vdGhpbmcgaGVyZSwgdGhpcyBpcyBmYWtl\n\n— custos.example/archive AAAAAGZha2Ugc2lnbmF0dXJl\n",
      },
      verify: { state: "never", started_at: null, finished_at: null, checked_leaves: 0, faults: [] },
    },
    search: {
      checked_leaves: 91_000,
      messages: 88_000,
      missing: 0,
      sampled: 4_400,
      unfindable: 0,
      coverage: 1,
      finished_at: "2026-03-01T01:30:00.000Z",
    },
    database: { mode: "embedded", size_bytes: 187_400_192, schema_version: 4 },
    server: { version: "0.1.0", started_at: "2026-03-01T00:00:00.000Z", uptime_s: 7200 },
    ...change,
  };
}
