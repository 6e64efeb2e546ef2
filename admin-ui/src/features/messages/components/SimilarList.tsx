import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { formatDateTime } from "@/lib/format";
import { similarQuery } from "../api/saved";

/** Conversations that speak of the same things. */
export function SimilarList({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation();
  const { data, error, isPending, refetch } = useQuery(similarQuery(conversationId));
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (isPending) return <SkeletonRows rows={3} />;
  if (data.items.length === 0) return <p className="muted">{t("conversation.similar_none")}</p>;
  return (
    <ul className="similar" aria-label={t("conversation.similar")}>
      {data.items.map(({ conversation, score }) => (
        <li key={conversation.id}>
          <Link to="/conversations/$id" params={{ id: conversation.id }} search={{}}>
            {conversation.title || t("conversation.untitled")}
          </Link>
          <span className="muted num">
            {t("conversation.alike", { percent: Math.round(score * 100) })}
            {conversation.last_at && ` · ${formatDateTime(conversation.last_at)}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
