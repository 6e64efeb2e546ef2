import type { Segment } from "@/lib/api/types";

/** Text as the server cut it: pieces that matched are marked. */
export function Segments({ segments }: { segments: readonly Segment[] }) {
  let offset = 0;
  return segments.map((segment) => {
    const key = offset;
    offset += segment.t.length;
    return segment.m?.length ? <mark key={key}>{segment.t}</mark> : <span key={key}>{segment.t}</span>;
  });
}

export function plainText(segments: readonly Segment[]): string {
  return segments.map((segment) => segment.t).join("");
}
