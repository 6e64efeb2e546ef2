import { BellFilled, RollbackOutlined } from "@ant-design/icons";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { plainText, Segments } from "@/components/ui/Segments";
import { Tag } from "@/components/ui/Tag";
import type { Message, Segment } from "@/lib/api/types";
import { formatDateTime, formatShort } from "@/lib/format";

const ahead = 24;

/** The text from a little before its first mark, so that a narrow row shows why it was found. */
export function fromFirstMark(segments: readonly Segment[]): Segment[] {
  const first = segments.findIndex((segment) => segment.m?.length);
  if (first <= 0) return [...segments];
  const before = [...plainText(segments.slice(0, first))];
  const kept = before.length > ahead ? `…${before.slice(-ahead).join("")}` : before.join("");
  return [{ t: kept }, ...segments.slice(first)];
}

/** One message found: when, who, and the words around the hit. */
export const ResultRow = memo(function ResultRow({
  message,
  compact,
}: {
  message: Message;
  compact: boolean;
}) {
  const { t } = useTranslation();
  const marked = message.segments.some((segment) => segment.m?.length);
  const other = marked ? undefined : message.matches[0];
  const empty = plainText(message.segments).trim() === "";
  const type = t(`message.types.${message.type}`, { defaultValue: message.type });
  return (
    <div className={`result-row ${compact ? "result-compact" : ""}`}>
      <div className="result-head">
        <strong>{message.from.name || message.from.id}</strong>
        {!compact && message.from.department && <span className="muted">{message.from.department}</span>}
        {!compact && message.role !== "unknown" && <span className="muted">{t(`role.${message.role}`)}</span>}
        {message.type !== "text" && <span className="muted">[{type}]</span>}
        {message.recalled_at && (
          <Tag tone="medium" icon={<RollbackOutlined aria-hidden />}>
            {t("message.recalled_short")}
          </Tag>
        )}
        {message.alert_ids.length > 0 && (
          <Tag tone="high" icon={<BellFilled aria-hidden />}>
            {t("message.alerts", { count: message.alert_ids.length })}
          </Tag>
        )}
        {!compact && (
          <time
            className="muted num result-time"
            dateTime={message.sent_at}
            title={formatDateTime(message.sent_at)}
          >
            {formatShort(message.sent_at)}
          </time>
        )}
      </div>
      <div className="result-text">
        {other ? (
          <>
            <span className="muted">[{t(`search.part.${other.part}`)}] </span>
            <Segments segments={other.segments} />
          </>
        ) : empty ? (
          <span className="muted">{message.media[0]?.name || type}</span>
        ) : (
          <Segments segments={fromFirstMark(message.segments)} />
        )}
      </div>
    </div>
  );
});
