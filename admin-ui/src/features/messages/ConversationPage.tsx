import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Replay } from "./components/Replay";
import "./messages.css";

const route = getRouteApi("/app/conversations/$id");

/** One conversation on a page of its own: what a link to a message opens. */
export function ConversationPage() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const { m } = route.useSearch();
  return (
    <div className="conversation-page">
      <h1 className="visually-hidden">{t("search.replay")}</h1>
      <Replay key={`${id}/${m}`} conversationId={id} at={m} />
    </div>
  );
}
