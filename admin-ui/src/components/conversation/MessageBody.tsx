import { useTranslation } from "react-i18next";
import { plainText, Segments } from "@/components/ui/Segments";
import type { Message, Segment } from "@/lib/api/types";
import { DetailCard, isCard } from "./DetailCard";
import { MediaList } from "./MediaList";

/** Types whose text is gathered from parts or files that are shown anyway: it is repeated only to show its marks. */
const gathered = new Set(["chatrecord", "mixed", "news", "file", "voip_doc_share"]);

/** What a message holds: the quoted part apart, the text with its marks, the card of its type, its files. */
export function MessageBody({ message, segments }: { message: Message; segments?: readonly Segment[] }) {
  const { t } = useTranslation();
  const shown = segments ?? message.segments;
  const marked = shown.some((segment) => segment.m?.length);
  const hasText = plainText(shown).trim() !== "" && (marked || !gathered.has(message.type));
  const text = hasText && (
    <p className="message-text">
      <Segments segments={shown} />
    </p>
  );
  return (
    <>
      {message.quote && (
        <blockquote className="message-quote">
          <span className="message-quote-who">{t("message.quoting", { who: message.quote.speaker })}</span>
          {message.quote.text}
        </blockquote>
      )}
      {isCard(message.type) ? <DetailCard message={message}>{text}</DetailCard> : text}
      <MediaList message={message} />
    </>
  );
}
