// Checks a packet: everything that is shown as proven follows from the archive's key and nothing else in the packet.
import { hash, hex, need, same, text } from "./bytes";
import {
  type Checkpoint,
  continues,
  cosigners,
  included,
  type Key,
  type LeafProof,
  leafHash,
  parseConsistency,
  parseKey,
  parseProof,
  verifyCheckpoint,
  verifyNote,
} from "./note";
import {
  commitmentOf,
  type LeafRecord,
  type MessageContent,
  parseMessage,
  parseRecord,
  parseStatement,
} from "./record";

export type Files = ReadonlyMap<string, Uint8Array>;

interface ListedLeaf {
  leaf: number;
  kind: string;
  proof: string;
  erased?: boolean;
  original?: string;
  file?: string;
  name?: string;
}

interface Manifest {
  format: string;
  subject: { kind: string; id?: number; conversation?: string; asked?: string };
  reason: string;
  made_by: { login: string; name: string };
  made_at: number;
  zone_minutes: number;
  leaves: ListedLeaf[];
  files: { path: string; size: number; sha256: string }[];
}

/** What of the packet does not hold. The codes have texts in words.ts. */
export interface Problem {
  code:
    | "manifest"
    | "key"
    | "checkpoint"
    | "proof"
    | "record"
    | "content"
    | "inclusion"
    | "original"
    | "media"
    | "file"
    | "missing"
    | "extra"
    | "witnessed"
    | "daily";
  what: string;
}

export interface ProvenLeaf {
  leaf: number;
  record: LeafRecord;
  message?: MessageContent;
  statement?: { user: string; note: string };
}

export interface ProvenMedia {
  leaf: number;
  message: number;
  file: string;
  name: string;
  size: number;
  bytes?: Uint8Array;
}

export interface Report {
  problems: Problem[];
  manifest?: Manifest;
  key?: Key;
  checkpoint?: Checkpoint;
  /** A checkpoint that others signed too, and that ours continues. */
  witnessed?: { size: bigint; by: { name: string; at: number }[] };
  leaves: ProvenLeaf[];
  media: ProvenMedia[];
  daily: string[];
  /** Files that the manifest lists and that are not here to be looked at. */
  absent: string[];
}

class Check {
  readonly report: Report = { problems: [], leaves: [], media: [], daily: [], absent: [] };

  constructor(
    readonly files: Files,
    readonly whole: boolean,
  ) {}

  private fail(code: Problem["code"], what: string) {
    this.report.problems.push({ code, what });
  }

  /** The value, or undefined and a problem. */
  private attempt<T>(code: Problem["code"], what: string, work: () => T): T | undefined {
    try {
      return work();
    } catch {
      this.fail(code, what);
      return undefined;
    }
  }

  private file(path: string): Uint8Array {
    const bytes = this.files.get(path);
    need(bytes, path);
    return bytes;
  }

  run(): Report {
    const { report } = this;
    const manifest = this.attempt("manifest", "manifest.json", () => {
      const parsed = JSON.parse(text(this.file("manifest.json"))) as Manifest;
      need(
        parsed.format === "custos/packet/1" && parsed.leaves.length > 0 && parsed.files.length > 0,
        "manifest",
      );
      return parsed;
    });
    report.manifest = manifest;
    report.key = this.attempt("key", "archive.pub", () => parseKey(text(this.file("archive.pub"))));
    const { key } = report;
    if (!manifest || !key) return report;
    report.checkpoint = this.attempt("checkpoint", "checkpoint", () =>
      verifyCheckpoint(text(this.file("checkpoint")), key),
    );
    this.checkFiles(manifest);
    if (!report.checkpoint) return report;
    for (const listed of manifest.leaves) this.checkLeaf(listed, key, report.checkpoint, manifest);
    this.checkWitnessed(key, report.checkpoint);
    for (const path of this.files.keys()) {
      if (!path.startsWith("manifests/")) continue;
      const body = this.attempt("daily", path, () => verifyNote(text(this.file(path)), key));
      if (body) report.daily.push(body);
    }
    return report;
  }

  /** Every file against the list; what the page does not hold can only be named. */
  private checkFiles(manifest: Manifest) {
    const listed = new Map(manifest.files.map((file) => [file.path, file]));
    for (const [path, { sha256, size }] of listed) {
      const bytes = this.files.get(path);
      if (!bytes) {
        if (this.whole) this.fail("missing", path);
        else this.report.absent.push(path);
      } else if (bytes.length !== size || hex(hash(bytes)) !== sha256) {
        this.fail(path.startsWith("media/") ? "media" : "file", path);
      }
    }
    for (const path of this.files.keys()) {
      if (!listed.has(path) && path !== "manifest.json" && path !== "verify.html") this.fail("extra", path);
    }
  }

  private checkLeaf(listed: ListedLeaf, key: Key, checkpoint: Checkpoint, manifest: Manifest) {
    const proof = this.attempt("proof", listed.proof, () => parseProof(this.file(listed.proof)));
    if (!proof) return;
    const signed = this.attempt("checkpoint", listed.proof, () => {
      const own = verifyCheckpoint(proof.note, key);
      need(own.body === checkpoint.body, "another checkpoint");
      return own;
    });
    const record = this.attempt("record", listed.proof, () => {
      const parsed = parseRecord(proof.record);
      const kind = parsed.fields.kind;
      need(kind === listed.kind || kind === "other", "another kind");
      return parsed;
    });
    if (!signed || !record) return;
    if (
      proof.index !== BigInt(listed.leaf) ||
      !included(proof.index, checkpoint.size, leafHash(proof.record), proof.path, checkpoint.root)
    ) {
      this.fail("inclusion", listed.proof);
      return;
    }
    this.checkContent(listed, proof, record, manifest);
  }

  private checkContent(listed: ListedLeaf, proof: LeafProof, record: LeafRecord, manifest: Manifest) {
    const proven: ProvenLeaf = { leaf: listed.leaf, record };
    if (record.commitment && !proof.salt && !listed.erased) {
      this.fail("content", listed.proof);
      return;
    }
    if (proof.salt && proof.content) {
      if (!record.commitment || !same(commitmentOf(proof.salt, proof.content), record.commitment)) {
        this.fail("content", listed.proof);
        return;
      }
      const content = proof.content;
      const readable = this.attempt("content", listed.proof, () => {
        if (record.fields.kind === "message") proven.message = parseMessage(content);
        if (record.fields.kind === "decision") proven.statement = parseStatement(content);
        return true;
      });
      if (!readable) return;
    }
    if (listed.original && proven.message) {
      const file = manifest.files.find((one) => one.path === listed.original);
      const raw = proven.message.raw;
      if (file?.sha256 !== hex(hash(raw))) this.fail("original", listed.original);
      this.report.absent = this.report.absent.filter((path) => path !== listed.original); // its bytes are in the proof
    }
    this.report.leaves.push(proven);
    if (record.fields.kind === "media") this.checkMedia(listed, record.fields);
  }

  private checkMedia(listed: ListedLeaf, fields: { message: number; content: Uint8Array; size: number }) {
    const file = listed.file ?? "";
    const bytes = this.files.get(file);
    if (bytes && (bytes.length !== fields.size || !same(hash(bytes), fields.content))) {
      if (!this.report.problems.some((problem) => problem.what === file)) this.fail("media", file);
      return;
    }
    const { message, size } = fields;
    this.report.media.push({ leaf: listed.leaf, message, file, name: listed.name ?? file, size, bytes });
  }

  private checkWitnessed(key: Key, checkpoint: Checkpoint) {
    const kept = this.files.get("witnessed-checkpoint");
    if (!kept) return;
    const note = text(kept);
    const older = this.attempt("witnessed", "witnessed-checkpoint", () => verifyCheckpoint(note, key));
    if (!older) return;
    const holds = this.attempt("witnessed", "consistency", () => {
      if (older.body === checkpoint.body) return true;
      const proof = parseConsistency(this.file("consistency"));
      need(verifyCheckpoint(proof.older, key).body === older.body, "another checkpoint");
      need(verifyCheckpoint(proof.newer, key).body === checkpoint.body, "another checkpoint");
      need(continues(older, checkpoint, proof.path), "does not continue");
      return true;
    });
    if (holds) this.report.witnessed = { size: older.size, by: cosigners(note, key) };
  }
}

/** `whole`: the files of the packet are all here, as in the zip; the page itself holds those that prove something. */
export function checkPacket(files: Files, whole: boolean): Report {
  return new Check(files, whole).run();
}
