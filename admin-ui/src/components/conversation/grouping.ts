import type { Message } from "@/lib/api/types";
import { dayOf } from "@/lib/format";

/** A message with what has to be drawn above it. */
export interface Line {
  message: Message;
  /** A new day begins here. */
  newDay: boolean;
  /** Silence before it, in seconds; 0 when it is not worth a line. */
  silence: number;
  /** Continues what the same person just said, so that name and time need not be repeated. */
  continues: boolean;
}

const worthALine = 30 * 60;
const sameBreath = 3 * 60;

export function toLines(messages: readonly Message[]): Line[] {
  return messages.map((message, index) => {
    const before = messages[index - 1];
    const pause = before ? (Date.parse(message.sent_at) - Date.parse(before.sent_at)) / 1000 : 0;
    const newDay = !before || dayOf(before.sent_at) !== dayOf(message.sent_at);
    return {
      message,
      newDay,
      silence: !newDay && pause >= worthALine ? pause : 0,
      continues: !newDay && pause < sameBreath && samePerson(before, message),
    };
  });
}

function samePerson(a: Message | undefined, b: Message): boolean {
  return (
    a !== undefined && a.from.id === b.from.id && a.from.source === b.from.source && a.action === b.action
  );
}
