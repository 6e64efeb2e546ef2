// Signed notes (c2sp.org/signed-note), checkpoints, proofs (storage/format/FORMAT.md sections 7 and 10).
import * as ed25519 from "@noble/ed25519";
import { sha512 } from "@noble/hashes/sha2.js";
import { base64, hash, hex, need, Reader, same, text, utf8 } from "./bytes";

ed25519.hashes.sha512 = sha512;

export interface Key {
  name: string;
  id: Uint8Array;
  publicKey: Uint8Array;
  fingerprint: string;
}

export function parseKey(line: string): Key {
  const [name, id, ...rest] = line.trimEnd().split("+");
  need(name && id && /^[0-9a-f]{8}$/i.test(id) && !/[ \n]/.test(name), "key");
  const bytes = base64(rest.join("+"));
  need(bytes.length === 33 && bytes[0] === 1, "key");
  const digest = hash(utf8(`${name}\n`), bytes);
  need(hex(digest.subarray(0, 4)) === id.toLowerCase(), "key");
  return {
    name,
    id: digest.subarray(0, 4),
    publicKey: bytes.subarray(1),
    fingerprint: hex(hash(bytes.subarray(1))),
  };
}

export interface SignatureLine {
  name: string;
  bytes: Uint8Array;
}

export function splitNote(note: string): { body: string; lines: SignatureLine[] } {
  const border = note.lastIndexOf("\n\n");
  need(border >= 0 && note.endsWith("\n"), "note");
  const lines = note.slice(border + 2, -1).split("\n");
  return {
    body: note.slice(0, border + 1),
    lines: lines.map((line) => {
      const parts = /^— ([^ ]*) ([^ ]+)$/.exec(line);
      need(parts, "signature line");
      return { name: parts[1]!, bytes: base64(parts[2]!) };
    }),
  };
}

/** The text of a note when this key signed it; an error otherwise. */
export function verifyNote(note: string, key: Key): string {
  const { body, lines } = splitNote(note);
  const ours = lines.filter((line) => line.name === key.name && same(line.bytes.subarray(0, 4), key.id));
  need(ours.length > 0, "not signed by this key");
  for (const line of ours) {
    need(line.bytes.length === 68, "signature");
    const holds = ed25519.verify(line.bytes.subarray(4), utf8(body), key.publicKey, { zip215: false });
    need(holds, "signature");
  }
  return body;
}

export interface Checkpoint {
  origin: string;
  size: bigint;
  root: Uint8Array;
  body: string;
}

export function parseCheckpoint(body: string): Checkpoint {
  const [origin, size, root] = body.split("\n");
  need(origin && size && /^(0|[1-9][0-9]*)$/.test(size) && root, "checkpoint");
  const bytes = base64(root);
  need(bytes.length === 32, "checkpoint");
  return { origin, size: BigInt(size), root: bytes, body };
}

export function verifyCheckpoint(note: string, key: Key): Checkpoint {
  const checkpoint = parseCheckpoint(verifyNote(note, key));
  need(checkpoint.origin === key.name, "checkpoint of another log");
  return checkpoint;
}

/** Witnesses' lines: name and the time they state, 8 bytes in front of the signature. */
export function cosigners(note: string, key: Key): { name: string; at: number }[] {
  return splitNote(note)
    .lines.filter((line) => line.name !== key.name)
    .map((line) => {
      const view = new DataView(line.bytes.buffer, line.bytes.byteOffset);
      return { name: line.name, at: line.bytes.length === 76 ? Number(view.getBigUint64(4)) * 1000 : 0 };
    });
}

const node = (left: Uint8Array, right: Uint8Array) => hash(new Uint8Array([1]), left, right);
export const leafHash = (record: Uint8Array) => hash(new Uint8Array([0]), record);

/** RFC 9162 section 2.1.3.2. */
export function included(
  index: bigint,
  size: bigint,
  leaf: Uint8Array,
  path: Uint8Array[],
  root: Uint8Array,
): boolean {
  if (index >= size) return false;
  let [fn, sn, value] = [index, size - 1n, leaf];
  for (const sibling of path) {
    if (sn === 0n) return false;
    if (fn & 1n || fn === sn) {
      value = node(sibling, value);
      while (!(fn & 1n) && fn !== 0n) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else {
      value = node(value, sibling);
    }
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  return sn === 0n && same(value, root);
}

/** RFC 9162 section 2.1.4.2. */
export function continues(older: Checkpoint, newer: Checkpoint, proof: Uint8Array[]): boolean {
  if (older.size > newer.size || older.size === 0n) return false;
  if (older.size === newer.size) return proof.length === 0 && same(older.root, newer.root);
  const path = [...proof];
  if ((older.size & (older.size - 1n)) === 0n) path.unshift(older.root);
  let [fn, sn] = [older.size - 1n, newer.size - 1n];
  while (fn & 1n) [fn, sn] = [fn >> 1n, sn >> 1n];
  const start = path.shift();
  if (!start) return false;
  let [old, now] = [start, start];
  for (const sibling of path) {
    if (sn === 0n) return false;
    if (fn & 1n || fn === sn) {
      [old, now] = [node(sibling, old), node(sibling, now)];
      while (!(fn & 1n) && fn !== 0n) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else {
      now = node(now, sibling);
    }
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  return sn === 0n && same(old, older.root) && same(now, newer.root);
}

export interface LeafProof {
  index: bigint;
  record: Uint8Array;
  salt?: Uint8Array;
  content?: Uint8Array;
  path: Uint8Array[];
  note: string;
}

function hashLines(lines: string): Uint8Array[] {
  return lines === "" ? [] : lines.split("\n").map((line) => base64(line));
}

export function parseProof(bytes: Uint8Array): LeafProof {
  const parts = /^c2sp\.org\/tlog-proof@v1\nextra (\S*)\nindex (0|[1-9][0-9]*)\n((?:\S+\n)*)\n/.exec(
    text(bytes),
  );
  need(parts, "proof");
  const extra = new Reader(base64(parts[1]!));
  need(extra.u8() === 1, "proof version");
  const record = extra.block();
  const given = extra.u8(1) === 1;
  const salt = given ? extra.take(16) : undefined;
  const content = given ? extra.block() : undefined;
  extra.end();
  const path = hashLines(parts[3]!.trimEnd());
  return { index: BigInt(parts[2]!), record, salt, content, path, note: text(bytes).slice(parts[0].length) };
}

export function parseConsistency(bytes: Uint8Array): { path: Uint8Array[]; older: string; newer: string } {
  const parts = /^custos\/consistency\/1\n((?:\S+\n)*)\n([\s\S]*?\n\n[\s\S]*?\n)\n([\s\S]*)$/.exec(
    text(bytes),
  );
  need(parts, "consistency proof");
  return { path: hashLines(parts[1]!.trimEnd()), older: parts[2]!, newer: parts[3]! };
}
