// The primitive encodings of the evidence format (storage/format/FORMAT.md section 1) and its hashes.
import { sha256 } from "@noble/hashes/sha2.js";

export class Malformed extends Error {}

export function need(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Malformed(what);
}

export const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
export const utf8 = (value: string) => new TextEncoder().encode(value);

export function join(...parts: Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export const hash = (...parts: Uint8Array[]) => sha256(join(...parts));
export const hex = (bytes: Uint8Array) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
export const same = (a: Uint8Array, b: Uint8Array) =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

/** Only the one spelling of some bytes: unused bits are zero, padding is there. */
export function base64(value: string): Uint8Array {
  need(/^[A-Za-z0-9+/]*={0,2}$/.test(value) && value.length % 4 === 0, "base64");
  const bytes = decode(value);
  need(
    value.slice(-4) === btoa(String.fromCharCode(...bytes.slice(-((bytes.length - 1) % 3) - 1))),
    "base64",
  );
  return bytes;
}

/** Base64 without a look at its spelling: for large files. */
export function decode(value: string): Uint8Array {
  const binary = atob(value);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

export class Reader {
  at = 0;
  constructor(readonly bytes: Uint8Array) {}

  take(size: number): Uint8Array {
    need(size <= this.bytes.length - this.at, "too short");
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }

  u8(most = 255): number {
    const value = this.take(1)[0]!;
    need(value <= most, "unknown value");
    return value;
  }

  big(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 64n; shift += 7n) {
      const byte = this.u8();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        need((byte !== 0 || shift === 0n) && value >> 64n === 0n, "not the shortest form");
        return value;
      }
    }
    throw new Malformed("number too long");
  }

  uint(): number {
    const value = this.big();
    need(value <= BigInt(Number.MAX_SAFE_INTEGER), "number too large");
    return Number(value);
  }

  sint(): number {
    const value = this.big();
    return Number(value & 1n ? -(value >> 1n) - 1n : value >> 1n);
  }

  block(): Uint8Array {
    return this.take(this.uint());
  }

  str(): string {
    return text(this.block());
  }

  optDigest(): Uint8Array | undefined {
    if (!this.u8(1)) return undefined;
    const digest = this.take(32);
    need(
      digest.some((byte) => byte),
      "zeros are spelled by the flag",
    );
    return digest;
  }

  list<T>(item: () => T): T[] {
    const count = this.uint();
    need(count <= this.bytes.length - this.at, "too short");
    return Array.from({ length: count }, item);
  }

  end(): void {
    need(this.at === this.bytes.length, "bytes left over");
  }
}
