import * as ed25519 from "@noble/ed25519";
import { describe, expect, it } from "vitest";
import { hash, hex, join, utf8 } from "./bytes";
import { checkPacket } from "./check";
import { continues, included, leafHash, parseProof } from "./note";

// A packet of an invented archive: two messages and a file, written by the format's own description.

const secret = new Uint8Array(32).fill(7);
const b64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));
const node = (left: Uint8Array, right: Uint8Array) => hash(new Uint8Array([1]), left, right);

function uint(value: number): Uint8Array {
  const out: number[] = [];
  for (; value >= 0x80; value = Math.floor(value / 128)) out.push((value & 0x7f) | 0x80);
  return new Uint8Array([...out, value]);
}
const sint = (value: number) => uint(value * 2);
const byte = (value: number) => new Uint8Array([value]);
const block = (bytes: Uint8Array) => join(uint(bytes.length), bytes);
const str = (value: string) => block(utf8(value));

const picture = utf8("bytes of a picture");
const salt = new Uint8Array(16).fill(3);

function content(seq: number, said: string) {
  const party = (kind: number, id: string) => join(byte(kind), str(id));
  return join(
    join(byte(1), str("test:one"), uint(seq), str(`key-${seq}`), str("a|b"), sint(1000 + seq), byte(1)),
    join(
      byte(1),
      str("send"),
      str("text"),
      byte(1),
      str(""),
      party(1, "zhang.wei"),
      uint(1),
      party(2, "wm-1"),
    ),
    join(str(said), byte(0), str("{}"), uint(0), str(""), str(`{"text":"${said}"}`)),
  );
}

function message(seq: number, said: string) {
  const body = content(seq, said);
  const record = join(
    join(byte(1), byte(1), sint(5000), str("test:one"), uint(seq), str(`key-${seq}`), new Uint8Array(16)),
    join(sint(1000 + seq), byte(1), byte(0), hash(utf8("custos/content/1\0"), salt, body)),
  );
  return { record, extra: join(byte(1), block(record), byte(1), salt, block(body)) };
}

function build() {
  const publicKey = ed25519.getPublicKey(secret);
  const id = hash(utf8("custos/test\n"), byte(1), publicKey).subarray(0, 4);
  const note = (text: string) =>
    `${text}\n— custos/test ${b64(join(id, ed25519.sign(utf8(text), secret)))}\n`;
  const messages = [message(1, "您好"), message(2, "请转我微信")];
  const mediaRecord = join(
    byte(1),
    byte(7),
    sint(6000),
    uint(1),
    uint(0),
    hash(picture),
    uint(picture.length),
  );
  const media = { record: mediaRecord, extra: join(byte(1), block(mediaRecord), byte(0)) };
  const leaves = [...messages, media].map((leaf) => leafHash(leaf.record));
  const pair = node(leaves[0]!, leaves[1]!);
  const checkpoint = note(`custos/test\n3\n${b64(node(pair, leaves[2]!))}\n`);
  const paths = [[leaves[1]!, leaves[2]!], [leaves[0]!, leaves[2]!], [pair]];
  const files = new Map<string, Uint8Array>();
  files.set("archive.pub", utf8(`custos/test+${hex(id)}+${b64(join(byte(1), publicKey))}\n`));
  files.set("checkpoint", utf8(checkpoint));
  [...messages, media].forEach((leaf, n) => {
    const lines = paths[n]!.map((one) => `${b64(one)}\n`).join("");
    const proof = `c2sp.org/tlog-proof@v1\nextra ${b64(leaf.extra)}\nindex ${n}\n${lines}\n${checkpoint}`;
    files.set(`proofs/${n}.tlog-proof`, utf8(proof));
  });
  files.set("media/1-0.png", picture);
  files.set("messages/0.json", utf8('{"text":"您好"}'));
  files.set("messages/1.json", utf8('{"text":"请转我微信"}'));
  return { files, note, leaves, root: node(pair, leaves[2]!) };
}

/** The list of files as it has to be for whatever the files are now: what a forger would write. */
function list(files: Map<string, Uint8Array>) {
  const listed = [...files].filter(([path]) => path !== "manifest.json");
  const manifest = {
    format: "custos/packet/1",
    subject: { kind: "message", id: 1 },
    reason: "test",
    made_by: { login: "officer", name: "officer" },
    made_at: 7000,
    zone_minutes: 480,
    leaves: [
      { leaf: 0, kind: "message", proof: "proofs/0.tlog-proof", original: "messages/0.json" },
      { leaf: 1, kind: "message", proof: "proofs/1.tlog-proof", original: "messages/1.json" },
      { leaf: 2, kind: "media", proof: "proofs/2.tlog-proof", file: "media/1-0.png", name: "图.png" },
    ],
    files: listed.map(([path, bytes]) => ({ path, size: bytes.length, sha256: hex(hash(bytes)) })),
  };
  files.set("manifest.json", utf8(JSON.stringify(manifest)));
  return files;
}

/** The codes of what does not hold after a change, with the list made to fit it. */
function codesAfter(change: (files: Map<string, Uint8Array>) => void): string[] {
  const { files } = build();
  change(files);
  return checkPacket(list(files), true).problems.map((problem) => problem.code);
}

function edit(path: string, replace: (text: string) => string) {
  return (files: Map<string, Uint8Array>) =>
    files.set(path, utf8(replace(new TextDecoder().decode(files.get(path)!))));
}

/** Changes one byte of what the proof says the leaf is. */
function editExtra(path: string, at: (extra: Uint8Array) => number) {
  return edit(path, (text) =>
    text.replace(/extra (\S*)/, (_, value: string) => {
      const extra = Uint8Array.from(atob(value), (c) => c.charCodeAt(0));
      extra[at(extra)]! ^= 1;
      return `extra ${b64(extra)}`;
    }),
  );
}

describe("a packet", () => {
  it("holds, and shows the proven content", () => {
    const report = checkPacket(list(build().files), true);
    expect(report.problems).toEqual([]);
    expect(report.checkpoint?.size).toBe(3n);
    expect(report.leaves.map((leaf) => leaf.message?.text)).toEqual(["您好", "请转我微信", undefined]);
    expect(report.media[0]).toMatchObject({ file: "media/1-0.png", message: 1 });
  });

  it("tells of a change in content, record, proof, checkpoint, signature, file and original", () => {
    const proof = "proofs/1.tlog-proof";
    expect(codesAfter(editExtra(proof, (extra) => extra.length - 20))).toEqual(["content"]);
    expect(codesAfter(editExtra(proof, () => 18))).toContain("inclusion");
    expect(codesAfter(edit(proof, (text) => text.replace(/\nindex 1\n./, "\nindex 1\nz")))).toContain(
      "inclusion",
    );
    expect(codesAfter(edit("checkpoint", (text) => text.replace("\n3\n", "\n4\n")))).toEqual(["checkpoint"]);
    expect(codesAfter(edit("checkpoint", (text) => text.replace(/.{9}\n$/, "AAAAAAAA=\n")))).toEqual([
      "checkpoint",
    ]);
    expect(codesAfter((files) => files.set("media/1-0.png", utf8("bytes of a Picture")))).toEqual(["media"]);
    expect(codesAfter((files) => files.set("messages/1.json", utf8("{}")))).toEqual(["original"]);
  });

  it("tells of files that are changed, missing or added after the list was made", () => {
    const change = (work: (files: Map<string, Uint8Array>) => void) => {
      const files = list(build().files);
      work(files);
      return checkPacket(files, true).problems.map((problem) => problem.code);
    };
    expect(change((files) => files.set("messages/1.json", utf8("{}")))).toEqual(["file"]);
    expect(change((files) => files.delete("messages/1.json"))).toEqual(["missing"]);
    expect(change((files) => files.set("more.txt", utf8("x")))).toEqual(["extra"]);
    expect(change((files) => files.set("manifest.json", utf8("{")))).toEqual(["manifest"]);
  });

  it("of which only the proofs are here names the files it could not look at", () => {
    const files = list(build().files);
    for (const path of ["messages/0.json", "media/1-0.png"]) files.delete(path);
    const report = checkPacket(files, false);
    expect(report.problems).toEqual([]);
    expect(report.absent).toEqual(["media/1-0.png"]); // the original stands in its proof
  });
});

describe("proofs", () => {
  it("fit only their own leaf, place and root", () => {
    const { files, leaves, root } = build();
    const { path } = parseProof(files.get("proofs/1.tlog-proof")!);
    expect(included(1n, 3n, leaves[1]!, path, root)).toBe(true);
    expect(included(0n, 3n, leaves[1]!, path, root)).toBe(false);
    expect(included(1n, 3n, leaves[0]!, path, root)).toBe(false);
    expect(included(1n, 3n, leaves[1]!, path.slice(1), root)).toBe(false);
    expect(included(3n, 3n, leaves[1]!, path, root)).toBe(false);
  });

  it("tell a log that grew from one that was made anew", () => {
    const { leaves, root } = build();
    const at = (size: bigint, value: Uint8Array) => ({ origin: "custos/test", size, root: value, body: "" });
    const pair = node(leaves[0]!, leaves[1]!);
    expect(continues(at(2n, pair), at(3n, root), [leaves[2]!])).toBe(true);
    expect(continues(at(1n, leaves[0]!), at(3n, root), [leaves[1]!, leaves[2]!])).toBe(true);
    expect(continues(at(2n, root), at(3n, root), [leaves[2]!])).toBe(false);
    expect(continues(at(3n, root), at(3n, root), [])).toBe(true);
    expect(continues(at(3n, root), at(2n, pair), [])).toBe(false);
  });
});
