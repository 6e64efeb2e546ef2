import { type InfiniteData, useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, unwrap } from "@/lib/api/client";
import type { Message, MessageWindow } from "@/lib/api/types";

type Place = { anchor?: string; before: number; after: number };

const step = 20;

interface Options {
  conversationId: string;
  /** Message that the window is opened round; the newest when absent. */
  anchor: string | undefined;
  /** The first window when the caller already has it, as an alert does. */
  initial?: MessageWindow;
}

/** Messages round a place, growing at both ends. */
export function useConversationWindow({ conversationId, anchor, initial }: Options) {
  const first: Place = { anchor, before: step, after: step };
  const query = useInfiniteQuery<MessageWindow, Error, InfiniteData<MessageWindow, Place>, unknown[], Place>({
    queryKey: ["conversation", conversationId, "window", anchor ?? "newest", initial ? "given" : "read"],
    initialPageParam: first,
    initialData: initial ? { pages: [initial], pageParams: [first] } : undefined,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/conversations/{id}/messages", {
          params: { path: { id: conversationId }, query: pageParam },
          signal,
        }),
      ),
    getPreviousPageParam: (page) =>
      page.more_before ? { anchor: page.items[0]?.id, before: step, after: 0 } : undefined,
    getNextPageParam: (page) =>
      page.more_after ? { anchor: page.items.at(-1)?.id, before: 0, after: step } : undefined,
  });
  const messages = useMemo(() => unique(query.data?.pages ?? []), [query.data]);
  return { ...query, messages };
}

/** Pages overlap at the message they were asked from. */
function unique(pages: readonly MessageWindow[]): Message[] {
  const seen = new Map<string, Message>();
  for (const page of pages)
    for (const message of page.items) if (!seen.has(message.id)) seen.set(message.id, message);
  return [...seen.values()];
}
