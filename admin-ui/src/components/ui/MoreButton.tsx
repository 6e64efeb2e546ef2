import { Button } from "antd";
import { useTranslation } from "react-i18next";
import "./moreButton.css";

/** What an infinite query tells of its next page. */
interface Pages {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
}

/** Below a list: fetches its next page. Nothing when there is none. */
export function MoreButton({ pages, small }: { pages: Pages; small?: boolean }) {
  const { t } = useTranslation();
  if (!pages.hasNextPage) return null;
  return (
    <p className="more">
      <Button
        size={small ? "small" : undefined}
        loading={pages.isFetchingNextPage}
        onClick={() => void pages.fetchNextPage()}
      >
        {t("common.more")}
      </Button>
    </p>
  );
}
