import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, unwrap } from "@/lib/api/client";
import type { Conversation, Message, MessageWindow } from "@/lib/api/types";

type Place = { anchor?: string; before: number; after: number };

const step = 20;
const followEveryMs = 3000;

interface Options {
  conversationId: string;
  /** Message that the window is opened round; the newest when absent. */
  anchor: string | undefined;
  /** The first window when the caller already has it, as an alert does. */
  initial?: MessageWindow;
  /** Once the newest message is shown, those that come are put behind it by themselves. */
  follow?: boolean;
}

/** Messages round a place, growing at both ends. */
export function useConversationWindow({ conversationId, anchor, initial, follow = false }: Options) {
  const first: Place = { anchor, before: step, after: step };
  const key = ["conversation", conversationId, "window", anchor ?? "newest", initial ? "given" : "read"];
  const query = useInfiniteQuery<MessageWindow, Error, InfiniteData<MessageWindow, Place>, unknown[], Place>({
    queryKey: key,
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
  const last = messages.at(-1)?.id;
  const atEnd = follow && last !== undefined && !query.hasNextPage;
  useFollow(conversationId, key, atEnd ? last : undefined);
  return { ...query, messages };
}

/** While `last` is the newest message, what comes behind it is added to the window. Pauses in a hidden tab. */
function useFollow(conversationId: string, key: unknown[], last: string | undefined) {
  const client = useQueryClient();
  useQuery({
    queryKey: ["conversation", conversationId, "follow", last],
    enabled: last !== undefined,
    refetchInterval: followEveryMs,
    staleTime: 0,
    gcTime: 0,
    retry: false,
    queryFn: async ({ signal }) => {
      const place: Place = { anchor: last, before: 0, after: step };
      const page = await unwrap(
        api.GET("/conversations/{id}/messages", {
          params: { path: { id: conversationId }, query: { ...place, follow: true } },
          signal,
        }),
      );
      const newest = page.items.at(-1);
      if (!newest) return 0;
      client.setQueryData<InfiniteData<MessageWindow, Place>>(
        key,
        (shown) => shown && { pages: [...shown.pages, page], pageParams: [...shown.pageParams, place] },
      );
      const came = page.items.length - 1;
      client.setQueryData<Conversation>(
        ["conversation", conversationId, "head"],
        (head) => head && { ...head, messages: head.messages + came, last_at: newest.sent_at },
      );
      return came;
    },
  });
}

/** Pages overlap at the message they were asked from. */
function unique(pages: readonly MessageWindow[]): Message[] {
  const seen = new Map<string, Message>();
  for (const page of pages)
    for (const message of page.items) if (!seen.has(message.id)) seen.set(message.id, message);
  return [...seen.values()];
}
