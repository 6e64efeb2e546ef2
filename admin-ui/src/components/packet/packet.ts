import { api, csrf, unwrap } from "@/lib/api/client";

/** What a packet is about. */
export type PacketOf =
  | { about: "message" | "conversation" | "alert"; id: string }
  | { about: "search"; q: string; from?: string; until?: string };

/** Makes a packet and gives it to the browser to keep. */
export async function downloadPacket(of: PacketOf, reason: string): Promise<void> {
  let name = "custos-packet.zip";
  const answer = api.POST("/evidence/packets", {
    params: { header: csrf },
    body: { ...of, reason },
    parseAs: "blob",
  });
  const blob = await unwrap<Blob>(
    answer.then((one) => {
      name = /filename="([\w.-]+)"/.exec(one.response.headers.get("Content-Disposition") ?? "")?.[1] ?? name;
      return one as { data?: Blob; error?: unknown; response: Response };
    }),
  );
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
