// Reads a zip that was dropped on the page: stored and deflated files, as packets have them.
import { need } from "./bytes";

async function inflate(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes as BlobPart]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

export async function readZip(bytes: Uint8Array): Promise<Map<string, Uint8Array>> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  need(end >= 0, "zip");
  const files = new Map<string, Uint8Array>();
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    need(at + 46 <= bytes.length && view.getUint32(at, true) === 0x02014b50, "zip");
    const method = view.getUint16(at + 10, true);
    const packed = view.getUint32(at + 20, true);
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    const local = view.getUint32(at + 42, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength!));
    need(local + 30 <= bytes.length && (method === 0 || method === 8), "zip");
    const begin = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    need(begin + packed <= bytes.length && !files.has(name), "zip");
    const data = bytes.subarray(begin, begin + packed);
    if (!name.endsWith("/")) files.set(name, method === 8 ? await inflate(data) : data);
    at += 46 + nameLength! + extra! + comment!;
  }
  return files;
}
