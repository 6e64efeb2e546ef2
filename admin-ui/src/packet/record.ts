// Records and contents (storage/format/FORMAT.md sections 2 to 4).
import { hash, Malformed, need, Reader, utf8 } from "./bytes";

export type Fields =
  | { kind: "message"; source: string; seq: string; key: string; sentAt: number; role: number }
  | { kind: "judgement"; pack: Uint8Array; first: number; end: number; alerts: number }
  | { kind: "alert"; message: number; category: string; severity: number }
  | { kind: "decision"; alert: number; from: number; to: number; undo: boolean }
  | { kind: "media"; message: number; position: number; content: Uint8Array; size: number }
  | { kind: "other"; number: number };

export interface LeafRecord {
  at: number;
  fields: Fields;
  commitment?: Uint8Array;
}

const withContent = (kind: number) => [1, 2, 4, 5, 6, 9].includes(kind) || kind >= 128;

function fieldsOf(kind: number, r: Reader): Fields {
  switch (kind) {
    case 1: {
      const [source, seq, key] = [r.str(), String(r.big()), r.str()];
      r.take(16);
      const fields = { kind: "message" as const, source, seq, key, sentAt: r.sint(), role: r.u8(4) };
      r.optDigest();
      return fields;
    }
    case 3: {
      const fields = { pack: r.take(32), first: r.uint(), end: r.uint(), alerts: r.uint() };
      r.take(32);
      return { kind: "judgement", ...fields };
    }
    case 4: {
      const fields = { message: r.uint(), category: r.str(), severity: r.u8(4) };
      r.take(32);
      return { kind: "alert", ...fields };
    }
    case 5:
      return { kind: "decision", alert: r.uint(), from: r.u8(5), to: r.u8(5), undo: r.u8(1) === 1 };
    case 7:
      return { kind: "media", message: r.uint(), position: r.uint(), content: r.take(32), size: r.uint() };
    default:
      r.take(r.bytes.length - r.at);
      return { kind: "other", number: kind };
  }
}

export function parseRecord(record: Uint8Array): LeafRecord {
  const head = new Reader(record);
  need(head.u8() === 1, "record version");
  const kind = head.u8();
  need(kind !== 0, "record kind");
  const at = head.sint();
  const end = record.length - (withContent(kind) ? 32 : 0);
  need(end >= head.at, "record without commitment");
  const body = new Reader(record.subarray(head.at, end));
  const fields = fieldsOf(kind, body);
  body.end();
  return { at, fields, commitment: withContent(kind) ? record.subarray(end) : undefined };
}

export const commitmentOf = (salt: Uint8Array, content: Uint8Array) =>
  hash(utf8("custos/content/1\0"), salt, content);

export interface MessageContent {
  source: string;
  key: string;
  conversation: string;
  sentAt: number;
  action: string;
  type: string;
  room: string;
  from: string;
  to: string[];
  text: string;
  quote?: { speaker: string; text: string };
  detail: string;
  media: { kind: string; name: string; md5: string; size: number }[];
  recalls: string;
  raw: Uint8Array;
}

export function parseMessage(content: Uint8Array): MessageContent {
  const r = new Reader(content);
  const party = () => {
    r.u8(3);
    return r.str();
  };
  need(r.u8() === 1, "message version");
  const source = r.str();
  r.big();
  const [key, conversation, sentAt] = [r.str(), r.str(), r.sint()];
  r.u8(4);
  r.u8();
  const [action, type] = [r.str(), r.str()];
  r.u8();
  const [room, from] = [r.str(), party()];
  const to = r.list(party);
  const body = r.str();
  const quote = r.u8(1) ? { speaker: r.str(), text: r.str() } : undefined;
  const detail = r.str();
  const media = r.list(() => {
    const kind = r.str();
    r.block(); // where the platform keeps it: of no use to a reader
    const [md5, size, name] = [r.str(), r.uint(), r.str()];
    r.uint();
    return { kind, name, md5, size };
  });
  const [recalls, raw] = [r.str(), r.block()];
  r.end();
  return {
    source,
    key,
    conversation,
    sentAt,
    action,
    type,
    room,
    from,
    to,
    text: body,
    quote,
    detail,
    media,
    recalls,
    raw,
  };
}

/** Who decided, and why. */
export function parseStatement(content: Uint8Array): { user: string; note: string } {
  const r = new Reader(content);
  if (r.u8() !== 1) throw new Malformed("statement version");
  r.big();
  const statement = { user: r.str(), note: r.str() };
  r.end();
  return statement;
}
