import { createContext } from "react";
import type { Message } from "@/lib/api/types";

/** Names by id of those who speak in the conversation that is shown. */
export const PeopleContext = createContext<ReadonlyMap<string, string>>(new Map());

export function namesOf(messages: readonly Message[]): ReadonlyMap<string, string> {
  return new Map(messages.map(({ from }) => [from.id, from.name || from.id]));
}
