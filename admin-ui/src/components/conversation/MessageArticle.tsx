import { BellFilled, LinkOutlined, RollbackOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { PacketButton } from "@/components/packet/PacketButton";
import { Tag } from "@/components/ui/Tag";
import type { Message, Segment } from "@/lib/api/types";
import { formatDateTime, formatTime } from "@/lib/format";
import type { Line } from "./grouping";
import { MessageBody } from "./MessageBody";

interface Props {
  line: Line;
  position: number;
  anchor: boolean;
  /** It belongs to the same alert as the anchor. */
  part: boolean;
  segments?: readonly Segment[];
  onCopyLink?: (message: Message) => void;
}

/** One message: staff on the right, everybody else on the left. */
export function MessageArticle({ line, position, anchor, part, segments, onCopyLink }: Props) {
  const { t } = useTranslation();
  const { message } = line;
  const side = message.from.kind === "staff" && message.role !== "customer" ? "staff" : "other";
  const who = message.from.name || message.from.id;
  const system = message.action !== "send" && message.action !== "recall";
  return (
    <article
      className={`message message-${side} ${anchor ? "message-anchor" : ""} ${part ? "message-part" : ""} ${line.continues ? "message-continues" : ""}`}
      aria-posinset={position}
      aria-setsize={-1}
      aria-label={t("message.label", { who, time: formatDateTime(message.sent_at) })}
      data-message-id={message.id}
      tabIndex={anchor ? 0 : -1}
    >
      {!line.continues && (
        <header className="message-head">
          <span className="message-who">{who}</span>
          {message.from.department && <span className="muted">{message.from.department}</span>}
          {message.role !== "unknown" && <span className="muted">{t(`role.${message.role}`)}</span>}
          <time className="muted num" dateTime={message.sent_at} title={formatDateTime(message.sent_at)}>
            {formatTime(message.sent_at)}
          </time>
        </header>
      )}
      <div className="message-line">
        <div className="message-bubble">
          {system || message.type === "revoke" ? (
            <p className="message-text muted">
              {t(`message.actions.${message.action}`, { defaultValue: message.action })}
            </p>
          ) : (
            <MessageBody message={message} segments={segments} />
          )}
          {(message.recalled_at || message.alert_ids.length > 0) && (
            <footer className="message-foot">
              {message.recalled_at && (
                <Tag tone="medium" icon={<RollbackOutlined aria-hidden />}>
                  {t("message.recalled", { time: formatDateTime(message.recalled_at) })}
                </Tag>
              )}
              {message.alert_ids.length > 0 && (
                <Tag tone="high" icon={<BellFilled aria-hidden />}>
                  {t("message.alerts", { count: message.alert_ids.length })}
                </Tag>
              )}
            </footer>
          )}
        </div>
        {onCopyLink && <PacketButton of={{ about: "message", id: message.id }} small />}
        {onCopyLink && (
          <Tooltip title={t("message.copy_link")}>
            <Button
              className="message-act"
              type="text"
              size="small"
              icon={<LinkOutlined aria-hidden />}
              aria-label={t("message.copy_link")}
              onClick={() => onCopyLink(message)}
            />
          </Tooltip>
        )}
      </div>
    </article>
  );
}
