import {
  CalendarOutlined,
  ContainerOutlined,
  EnvironmentOutlined,
  FileTextOutlined,
  GiftOutlined,
  IdcardOutlined,
  LinkOutlined,
  MessageOutlined,
  PhoneOutlined,
  VideoCameraOutlined,
} from "@ant-design/icons";
import { lazy, type ReactNode, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/lib/api/types";
import { formatClock, formatDateTime } from "@/lib/format";
import { withAllTexts } from "@/lib/i18n";
import {
  asDetail,
  type Detail,
  type Item,
  isoOf,
  itemsOf,
  listOf,
  numberOf,
  safeUrl,
  textOf,
} from "./detail";
import { GroupChange } from "./GroupChange";

const LeaverReview = lazy(() => withAllTexts(import("./LeaverReview")));

const icons: Record<string, ReactNode> = {
  link: <LinkOutlined />,
  weapp: <LinkOutlined />,
  sphfeed: <VideoCameraOutlined />,
  location: <EnvironmentOutlined />,
  card: <IdcardOutlined />,
  redpacket: <GiftOutlined />,
  external_redpacket: <GiftOutlined />,
  chatrecord: <MessageOutlined />,
  mixed: <ContainerOutlined />,
  meeting: <CalendarOutlined />,
  calendar: <CalendarOutlined />,
  voiptext: <PhoneOutlined />,
  meeting_voice_call: <PhoneOutlined />,
  call: <PhoneOutlined />,
};

const phoneEvents = new Set(["del_sms", "device_gap", "add_external_contact", "del_external_contact"]);

const plain = new Set([
  "text",
  "markdown",
  "image",
  "voice",
  "video",
  "emotion",
  "file",
  "revoke",
  "sms",
  "mms",
  "",
]);

/** Whether a type is more than text and files. */
export function isCard(type: string): boolean {
  return !plain.has(type);
}

/** The fields of such a type, its kind named in words. `children` is the text, which then need not be repeated. */
export function DetailCard({ message, children }: { message: Message; children: ReactNode }) {
  const { t } = useTranslation();
  const kind = t(`message.types.${message.type}`, { defaultValue: message.type });
  return (
    <div className="message-card">
      <div className="message-card-kind">
        <span aria-hidden>{icons[message.type] ?? <FileTextOutlined />}</span>
        {kind}
      </div>
      {children}
      <CardFields type={message.type} detail={asDetail(message.detail)} hasText={Boolean(children)} />
    </div>
  );
}

function CardFields({ type, detail, hasText }: { type: string; detail: Detail; hasText: boolean }) {
  if (type === "chatrecord" || type === "mixed" || type === "news") return <Record detail={detail} />;
  if (type === "redpacket" || type === "external_redpacket")
    return <RedPacket detail={detail} hasText={hasText} />;
  if (type === "voiptext" || type === "meeting_voice_call") return <Call detail={detail} />;
  if (type === "call") return <PhoneCall detail={detail} />;
  if (type === "change_external_chat") return <GroupChange detail={detail} />;
  if (type === "leaver_review")
    return (
      <Suspense fallback={null}>
        <LeaverReview detail={detail} />
      </Suspense>
    );
  if (phoneEvents.has(type)) return <PhoneEvent detail={detail} />;
  return <Fields detail={detail} hasText={hasText} />;
}

function Fields({ detail, hasText }: { detail: Detail; hasText: boolean }) {
  const title = textOf(
    detail,
    "title",
    "topic",
    "votetitle",
    "displayname",
    "sph_name",
    "corpname",
    "filename",
  );
  const body = textOf(detail, "description", "address", "feed_desc", "content", "remarks", "place");
  const url = safeUrl(textOf(detail, "link_url", "url"));
  const start = isoOf(numberOf(detail, "starttime"));
  const choices = listOf(detail, "voteitem", "attendeename").filter((entry) => typeof entry === "string");
  return (
    <>
      {!hasText && title && <p className="message-card-title">{title}</p>}
      {!hasText && body && <p>{body}</p>}
      {start && <p className="num">{formatDateTime(start)}</p>}
      {choices.length > 0 && <p>{choices.join(" · ")}</p>}
      {url && (
        <a href={url} target="_blank" rel="noreferrer noopener" className="message-card-url">
          {url}
        </a>
      )}
    </>
  );
}

function Record({ detail }: { detail: Detail }) {
  const title = textOf(detail, "title");
  return (
    <>
      {title && <p className="message-card-title">{title}</p>}
      <Parts items={itemsOf(detail)} />
    </>
  );
}

function Parts({ items }: { items: readonly Item[] }) {
  const { t } = useTranslation();
  return (
    <ol className="message-parts">
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity but their place
        <li key={index}>
          {item.type !== "text" && item.type !== "" && (
            <span className="muted">[{t(`message.types.${item.type}`, { defaultValue: item.type })}] </span>
          )}
          {[item.title, item.text].filter(Boolean).join(" · ")}
          {item.sentAt && <span className="muted num message-part-time">{formatDateTime(item.sentAt)}</span>}
          {item.items.length > 0 && <Parts items={item.items} />}
        </li>
      ))}
    </ol>
  );
}

function RedPacket({ detail, hasText }: { detail: Detail; hasText: boolean }) {
  const { t, i18n } = useTranslation();
  const cents = numberOf(detail, "totalamount");
  const money = new Intl.NumberFormat(i18n.language, { style: "currency", currency: "CNY" });
  const wish = textOf(detail, "wish");
  return (
    <>
      {!hasText && wish && <p className="message-card-title">{wish}</p>}
      {cents !== undefined && (
        <p className="num">
          {t("message.red_packet", {
            amount: money.format(cents / 100),
            count: numberOf(detail, "totalcnt") ?? 1,
          })}
        </p>
      )}
    </>
  );
}

/** A call over the telephone: which way, with whom, how long, where it went. */
function PhoneCall({ detail }: { detail: Detail }) {
  const { t } = useTranslation();
  const seconds = numberOf(detail, "duration_s");
  const words = [textOf(detail, "direction"), textOf(detail, "disposition")].map((word) =>
    word ? t(`message.phone_call.${word}`, { defaultValue: word }) : "",
  );
  const number = textOf(detail, "number") || t("message.phone_call.withheld");
  const length = seconds ? t("message.call_length", { length: formatClock(seconds) }) : "";
  const legs = listOf(detail, "legs").map(asDetail);
  const targets = listOf(detail, "transferred_to").filter((target) => typeof target === "string");
  const room = textOf(detail, "conference");
  const part = textOf(detail, "leg", "part_of") !== "";
  return (
    <>
      <p className="num">
        {[part && t("message.phone_call.leg"), words[0], number, words[1], length]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {room && <p className="num">{t("message.phone_call.conference", { room })}</p>}
      {targets.length > 0 && (
        <p className="num">{t("message.phone_call.transferred", { targets: targets.join(" → ") })}</p>
      )}
      {legs.length > 0 && (
        <ol className="message-parts">
          {legs.map((leg, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: legs have no identity but their place
            <li key={index} className="num">
              <Leg leg={leg} />
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

/** One part of a call: from where to where, what became of it, how long it rang and was talked over. */
function Leg({ leg }: { leg: Detail }) {
  const { t } = useTranslation();
  const disposition = textOf(leg, "disposition");
  const rang = numberOf(leg, "ring_s");
  const seconds = numberOf(leg, "duration_s");
  return [
    `${textOf(leg, "from")} → ${textOf(leg, "to", "peer")}`,
    disposition && t(`message.phone_call.${disposition}`, { defaultValue: disposition }),
    rang && t("message.phone_call.rang", { length: formatClock(rang) }),
    seconds && t("message.call_length", { length: formatClock(seconds) }),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** What happened on a work phone: to which number, or what is missing of its log. */
function PhoneEvent({ detail }: { detail: Detail }) {
  const { t } = useTranslation();
  const first = numberOf(detail, "first_seq");
  const last = numberOf(detail, "last_seq");
  const number = [textOf(detail, "name"), textOf(detail, "number")].filter(Boolean).join(" · ");
  return (
    <>
      {number && <p className="num">{number}</p>}
      {first !== undefined && last !== undefined && (
        <p className="num">{t("message.missing_records", { first, last })}</p>
      )}
    </>
  );
}

function Call({ detail }: { detail: Detail }) {
  const { t } = useTranslation();
  const seconds = numberOf(detail, "callduration") ?? numberOf(detail, "duration");
  const end = isoOf(numberOf(detail, "endtime"));
  return (
    <p className="num">
      {seconds !== undefined && t("message.call_length", { length: formatClock(seconds) })}
      {end && t("message.call_end", { time: formatDateTime(end) })}
    </p>
  );
}
