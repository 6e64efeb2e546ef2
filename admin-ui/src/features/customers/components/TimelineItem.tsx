import {
  AlertOutlined,
  AuditOutlined,
  EditOutlined,
  ExportOutlined,
  FileTextOutlined,
  MailOutlined,
  MessageOutlined,
  PhoneOutlined,
  ShoppingOutlined,
  TeamOutlined,
  UserSwitchOutlined,
} from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { MessageBody } from "@/components/conversation/MessageBody";
import "@/components/conversation/conversation.css";
import { SeverityTag } from "@/components/ui/Severity";
import { StateTag } from "@/components/ui/StateTag";
import { Tag } from "@/components/ui/Tag";
import type { Message, TimelineEntry, TimelineKind } from "@/lib/api/types";
import { formatDateTime, formatTime } from "@/lib/format";
import { useChangeText } from "../changes";
import { keyOfEntry } from "../timeline";
import { NoteText } from "./NoteText";
import { OrderText } from "./OrderText";

const icons: Record<TimelineKind, ReactNode> = {
  chat: <MessageOutlined />,
  group: <TeamOutlined />,
  sms: <MailOutlined />,
  call: <PhoneOutlined />,
  event: <UserSwitchOutlined />,
  alert: <AlertOutlined />,
  decision: <AuditOutlined />,
  change: <EditOutlined />,
  note: <FileTextOutlined />,
  order: <ShoppingOutlined />,
};

interface Props {
  entry: TimelineEntry;
  /** Of the customer. */
  name: string;
  here: boolean;
  onOpen: () => void;
}

/** One entry of the timeline: when, what kind, who, and what it says. */
export function TimelineItem({ entry, name, here, onOpen }: Props) {
  const { t } = useTranslation();
  const opens = entry.message !== null || entry.alert !== null || entry.decision !== null;
  return (
    <li
      className={`timeline-entry ${here ? "timeline-here" : ""}`}
      data-entry={keyOfEntry(entry)}
      data-kind={entry.kind}
      aria-current={here || undefined}
    >
      <time className="muted num" dateTime={entry.at} title={formatDateTime(entry.at)}>
        {formatTime(entry.at)}
      </time>
      <span className={`timeline-icon timeline-icon-${entry.kind}`} aria-hidden>
        {icons[entry.kind]}
      </span>
      <div className="timeline-what">
        <p className="timeline-who">
          <span className="muted">{t(`customers.kind.${entry.kind}`)}</span>
          {entry.message && <strong>{speaker(entry.message, name)}</strong>}
          {entry.alert && <strong>{entry.alert.employee.name || entry.alert.employee.id}</strong>}
          {entry.decision && <strong>{entry.decision.user_name}</strong>}
          {entry.note && <strong>{entry.note.writer_name}</strong>}
          {entry.order && <strong>{entry.order.number}</strong>}
        </p>
        <Content entry={entry} />
      </div>
      {opens && (
        <Button
          className="timeline-open"
          type="text"
          size="small"
          icon={<ExportOutlined aria-hidden />}
          aria-label={t("customers.open_entry")}
          title={t("customers.open_entry")}
          onClick={onOpen}
        />
      )}
    </li>
  );
}

/** The customer may speak by a number that the directory has no name for. */
function speaker(message: Message, name: string): string {
  if (message.from.kind === "staff" || message.conversation_kind === "group") {
    return message.from.name || message.from.id;
  }
  return name;
}

function Content({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation();
  const changeText = useChangeText();
  if (entry.alert)
    return (
      <p className="timeline-line">
        <SeverityTag severity={entry.alert.severity} />
        {t(`category.${entry.alert.category}`, { defaultValue: entry.alert.category })}
        <StateTag state={entry.alert.state} />
      </p>
    );
  if (entry.decision)
    return (
      <p className="timeline-line">
        {entry.decision.from === entry.decision.to ? (
          <Tag tone="low">{t(entry.decision.note ? "alerts.stated" : "alerts.seen")}</Tag>
        ) : (
          <StateTag state={entry.decision.to} />
        )}
        {entry.decision.note}
      </p>
    );
  if (entry.note) return <NoteText note={entry.note} />;
  if (entry.order) return <OrderText order={entry.order} />;
  if (entry.change) return <p className="timeline-line">{changeText(entry.change)}</p>;
  if (!entry.message) return null;
  if (entry.kind === "event")
    return (
      <p className="timeline-line">
        {t(`message.types.${entry.message.type}`, { defaultValue: entry.message.type })}
        {entry.message.alert_ids.length > 0 && (
          <Tag tone="high">{t("message.alerts", { count: entry.message.alert_ids.length })}</Tag>
        )}
      </p>
    );
  return <MessageBody message={entry.message} />;
}
