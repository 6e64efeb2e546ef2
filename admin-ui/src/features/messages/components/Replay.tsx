import {
  AimOutlined,
  CloseOutlined,
  ClusterOutlined,
  FullscreenOutlined,
  VerticalAlignBottomOutlined,
} from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { App, Button, Input, Popover, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ConversationFeed } from "@/components/conversation/ConversationFeed";
import { useConversationWindow } from "@/components/conversation/window";
import { PacketButton } from "@/components/packet/PacketButton";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import type { Conversation, Segment } from "@/lib/api/types";
import { formatDateTime, formatNumber } from "@/lib/format";
import { useShortcuts } from "@/lib/keys";
import { conversationQuery } from "../api/messages";
import { firstAfter } from "../api/saved";
import { startOfDay } from "../filters";
import { SimilarList } from "./SimilarList";

interface Props {
  conversationId: string;
  /** Message to open at; the newest when absent. */
  at: string | undefined;
  marked?: ReadonlyMap<string, readonly Segment[]>;
  onClose?: () => void;
}

/** A stored conversation to read again: opened at a message, growing at both ends. */
export function Replay({ conversationId, at, marked, onClose }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [newest, setNewest] = useState(false);
  const [jumped, setJumped] = useState<string>();
  const anchor = newest ? undefined : (jumped ?? at);
  const jumpTo = async (day: string) => {
    const from = startOfDay(day);
    const found = from && (await firstAfter(conversationId, from));
    setJumped(found || undefined);
    setNewest(!found);
  };
  const head = useQuery(conversationQuery(conversationId));
  const window = useConversationWindow({ conversationId, anchor, follow: true });
  const earlier = () => window.hasPreviousPage && void window.fetchPreviousPage();
  const later = () => window.hasNextPage && void window.fetchNextPage();
  useShortcuts({ earlier, later });
  const title = head.data?.title ?? "";
  return (
    <>
      <header className="replay-head">
        <div>
          <h2>{title || t("conversation.untitled")}</h2>
          {head.data && <Facts conversation={head.data} />}
        </div>
        <div className="replay-acts">
          <Input
            type="date"
            className="replay-date"
            aria-label={t("conversation.jump")}
            title={t("conversation.jump")}
            onChange={(event) => void jumpTo(event.target.value)}
          />
          <Popover
            trigger="click"
            placement="bottomRight"
            destroyOnHidden
            content={<SimilarList conversationId={conversationId} />}
          >
            <Button
              type="text"
              icon={<ClusterOutlined aria-hidden />}
              aria-label={t("conversation.similar")}
              title={t("conversation.similar")}
            />
          </Popover>
          {at && (newest || jumped) && (
            <Act
              icon={<AimOutlined aria-hidden />}
              label={t("conversation.to_anchor")}
              onClick={() => {
                setNewest(false);
                setJumped(undefined);
              }}
            />
          )}
          {!newest && (
            <Act
              icon={<VerticalAlignBottomOutlined aria-hidden />}
              label={t("conversation.to_newest")}
              onClick={() => setNewest(true)}
            />
          )}
          <PacketButton of={{ about: "conversation", id: conversationId }} />
          {onClose && (
            <>
              <Link to="/conversations/$id" params={{ id: conversationId }} search={{ m: at }}>
                <FullscreenOutlined role="img" aria-label={t("conversation.open")} />
              </Link>
              <Act icon={<CloseOutlined aria-hidden />} label={t("common.close")} onClick={onClose} />
            </>
          )}
        </div>
      </header>
      {(window.error ?? head.error) && (
        <ErrorNotice
          error={window.error ?? head.error}
          onRetry={() => void Promise.all([window.refetch(), head.refetch()])}
        />
      )}
      {window.isPending ? (
        <SkeletonRows rows={6} />
      ) : (
        <ConversationFeed
          key={anchor ?? "newest"}
          label={t("conversation.label", { title })}
          messages={window.messages}
          anchor={anchor}
          marked={marked}
          hasEarlier={window.hasPreviousPage}
          hasLater={window.hasNextPage}
          loading={window.isFetching}
          onEarlier={earlier}
          onLater={later}
          onCopyLink={(one) => {
            void navigator.clipboard?.writeText(
              `${location.origin}/conversations/${conversationId}?m=${one.id}`,
            );
            void message.success(t("common.link_copied"));
          }}
        />
      )}
    </>
  );
}

function Act({ icon, label, onClick }: { icon: React.ReactNode; label: string; onClick: () => void }) {
  return (
    <Tooltip title={label}>
      <Button type="text" icon={icon} aria-label={label} onClick={onClick} />
    </Tooltip>
  );
}

function Facts({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const names = conversation.people.map((person) => person.name || person.id);
  return (
    <p className="muted replay-facts">
      {t(`conversation.kind.${conversation.kind}`)}
      {" · "}
      <span title={names.join(", ")}>{t("conversation.people", { count: names.length })}</span>
      {" · "}
      {t("conversation.messages", {
        total: formatNumber(conversation.messages),
        count: conversation.messages,
      })}
      {conversation.first_at && conversation.last_at && (
        <span className="num">
          {" · "}
          {formatDateTime(conversation.first_at)} – {formatDateTime(conversation.last_at)}
        </span>
      )}
    </p>
  );
}
