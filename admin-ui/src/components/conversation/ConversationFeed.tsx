import { ArrowDownOutlined, ArrowUpOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { Fragment, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Message, Segment } from "@/lib/api/types";
import { formatDate, formatSpan } from "@/lib/format";
import { toLines } from "./grouping";
import { MessageArticle } from "./MessageArticle";
import { namesOf, PeopleContext } from "./peopleContext";
import "./conversation.css";

interface Props {
  label: string;
  messages: readonly Message[];
  anchor: string | undefined;
  /** Marks from a search, by message. */
  marked?: ReadonlyMap<string, readonly Segment[]>;
  /** Messages that belong together with the anchor. */
  parts?: ReadonlySet<string>;
  hasEarlier: boolean;
  hasLater: boolean;
  loading: boolean;
  onEarlier: () => void;
  onLater: () => void;
  onCopyLink?: (message: Message) => void;
}

/** A conversation to read: opened at its anchor, growing at both ends without a jump. */
export function ConversationFeed(props: Props) {
  const { t } = useTranslation();
  const { messages, anchor, marked } = props;
  const lines = useMemo(() => toLines(messages), [messages]);
  const names = useMemo(() => namesOf(messages), [messages]);
  const scroller = useRef<HTMLDivElement>(null);
  useAnchorInView(scroller, anchor, messages.length > 0);
  useKeptPlace(scroller, messages[0]?.id);
  useKeptEnd(scroller, messages.at(-1)?.id);
  return (
    <div className="feed-scroll" ref={scroller}>
      <div className="feed-more">
        {props.hasEarlier ? (
          <Button
            size="small"
            icon={<ArrowUpOutlined aria-hidden />}
            loading={props.loading}
            onClick={props.onEarlier}
          >
            {t("conversation.earlier")}
          </Button>
        ) : (
          <span className="muted">{t("conversation.beginning")}</span>
        )}
      </div>
      <div role="feed" aria-label={props.label} aria-busy={props.loading} className="feed">
        <PeopleContext.Provider value={names}>
          {lines.map((line, index) => (
            <Fragment key={line.message.id}>
              {line.newDay && <p className="feed-rule">{formatDate(line.message.sent_at)}</p>}
              {line.silence > 0 && (
                <p className="feed-rule">{t("conversation.silence", { span: formatSpan(line.silence) })}</p>
              )}
              <MessageArticle
                line={line}
                position={index + 1}
                anchor={line.message.id === anchor}
                part={props.parts?.has(line.message.id) ?? false}
                segments={marked?.get(line.message.id)}
                onCopyLink={props.onCopyLink}
              />
            </Fragment>
          ))}
        </PeopleContext.Provider>
      </div>
      <div className="feed-more">
        {props.hasLater ? (
          <Button
            size="small"
            icon={<ArrowDownOutlined aria-hidden />}
            loading={props.loading}
            onClick={props.onLater}
          >
            {t("conversation.later")}
          </Button>
        ) : (
          <span className="muted">{t("conversation.end")}</span>
        )}
      </div>
    </div>
  );
}

/** Centres the anchor when it first appears; without one, shows the newest message. */
function useAnchorInView(
  scroller: React.RefObject<HTMLDivElement | null>,
  anchor: string | undefined,
  ready: boolean,
) {
  useEffect(() => {
    const box = scroller.current;
    if (!box || !ready) return;
    const target = anchor && box.querySelector<HTMLElement>(`[data-message-id="${CSS.escape(anchor)}"]`);
    if (!target) {
      box.scrollTop = box.scrollHeight;
      return;
    }
    box.scrollTop +=
      target.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 3;
  }, [anchor, ready, scroller]);
}

/** Keeps what is being read in place while earlier messages are put above it. */
function useKeptPlace(scroller: React.RefObject<HTMLDivElement | null>, firstId: string | undefined) {
  const before = useRef<{ id: string | undefined; height: number }>({ id: undefined, height: 0 });
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const { id, height } = before.current;
    if (id && firstId !== id && box.querySelector(`[data-message-id="${CSS.escape(id)}"]`)) {
      box.scrollTop += box.scrollHeight - height;
    }
    before.current = { id: firstId, height: box.scrollHeight };
  });
}

const nearEndPx = 80;

/** Who reads the newest message goes on seeing the newest one; who reads further up stays there. */
function useKeptEnd(scroller: React.RefObject<HTMLDivElement | null>, lastId: string | undefined) {
  const shown = useRef<{ id: string | undefined; height: number }>({ id: undefined, height: 0 });
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const { id, height } = shown.current;
    const wasAtEnd = box.scrollTop + box.clientHeight >= height - nearEndPx;
    if (id && lastId !== id && wasAtEnd) box.scrollTop = box.scrollHeight;
    shown.current = { id: lastId, height: box.scrollHeight };
  });
}
