import { useTranslation } from "react-i18next";
import { plainText, Segments } from "@/components/ui/Segments";
import type { Message, Segment } from "@/lib/api/types";
import { DetailCard } from "./DetailCard";
import { MediaList } from "./MediaList";

/** What a message holds: the quoted part apart, the text with its marks, the card of its type, its files. */
export function MessageBody({ message, segments }: { message: Message; segments?: readonly Segment[] }) {
  const { t } = useTranslation();
  const shown = segments ?? message.segments;
  const hasText = plainText(shown).trim() !== "";
  return (
    <>
      {message.quote && (
        <blockquote className="message-quote">
          <span className="message-quote-who">{t("message.quoting", { who: message.quote.speaker })}</span>
          {message.quote.text}
        </blockquote>
      )}
      {hasText && message.type !== "chatrecord" && message.type !== "mixed" && (
        <p className="message-text">
          <Segments segments={shown} />
        </p>
      )}
      {hasText &&
        (message.type === "chatrecord" || message.type === "mixed") &&
        shown.some((s) => s.m?.length) && (
          <p className="message-text">
            <Segments segments={shown} />
          </p>
        )}
      <DetailCard message={message} hasText={hasText} />
      <MediaList message={message} />
    </>
  );
}
