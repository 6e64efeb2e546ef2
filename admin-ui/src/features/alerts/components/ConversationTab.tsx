import { FullscreenOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { ConversationFeed } from "@/components/conversation/ConversationFeed";
import { useConversationWindow } from "@/components/conversation/window";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import type { AlertDetail } from "@/lib/api/types";
import { useShortcuts } from "@/lib/keys";

/** The conversation round the message that made the alert. */
export function ConversationTab({ alert, mayRead }: { alert: AlertDetail; mayRead: boolean }) {
  const { t } = useTranslation();
  const window = useConversationWindow({
    conversationId: alert.conversation.id,
    anchor: alert.message.id,
    initial: alert.context,
  });
  const parts = useMemo(() => new Set(alert.parts?.map((part) => part.message.id)), [alert.parts]);
  const earlier = () => mayRead && window.hasPreviousPage && void window.fetchPreviousPage();
  const later = () => mayRead && window.hasNextPage && void window.fetchNextPage();
  useShortcuts({ earlier, later });
  return (
    <>
      <div className="conversation-bar muted">
        <span>{t(`conversation.kind.${alert.conversation.kind}`)}</span>
        <span>{t("conversation.people", { count: alert.conversation.people.length })}</span>
        {mayRead && (
          <Link
            to="/conversations/$id"
            params={{ id: alert.conversation.id }}
            search={{ m: alert.message.id }}
            className="conversation-open"
          >
            <FullscreenOutlined aria-hidden /> {t("conversation.open")}
          </Link>
        )}
      </div>
      {window.error && <ErrorNotice error={window.error} onRetry={() => void window.refetch()} />}
      <ConversationFeed
        label={t("conversation.label", { title: alert.conversation.title })}
        messages={window.messages}
        anchor={alert.message.id}
        parts={parts}
        hasEarlier={mayRead && window.hasPreviousPage}
        hasLater={mayRead && window.hasNextPage}
        loading={window.isFetching}
        onEarlier={earlier}
        onLater={later}
      />
    </>
  );
}
