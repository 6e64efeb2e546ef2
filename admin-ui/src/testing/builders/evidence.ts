import type { KeptCheckpoint, Manifest } from "@/lib/api/types";

export function keptCheckpoint(change: Partial<KeptCheckpoint> = {}): KeptCheckpoint {
  return {
    size: 91_380,
    root: "q2VhcmNoIG5vdGhpbmcgaGVyZSwgdGhpcyBpcyBmYWtl",
    at: "2026-03-01T01:59:50.000Z",
    note: "custos.example/archive\n91380\nroot\n",
    witnesses: ["witness.example/w1"],
    timestamps: [{ authority: "https://tsa.example/", at: "2026-03-01T01:59:51.000Z" }],
    ...change,
  };
}

export function manifest(change: Partial<Manifest> = {}): Manifest {
  return {
    leaf: "90001",
    source: "wecom:example",
    day: "2026-02-28",
    zone: "+08:00",
    until: "2026-02-28T16:00:00.000Z",
    first: "81000",
    end: "90001",
    records: 8990,
    messages: 8800,
    missing: 3,
    late: 0,
    parked: 1,
    made_at: "2026-02-28T16:05:00.000Z",
    note: "custos/manifest/1\n",
    ...change,
  };
}
