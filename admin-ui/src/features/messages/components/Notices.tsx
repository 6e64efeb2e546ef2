import { WarningFilled } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import "@/components/ui/notice.css";
import type { MessageList } from "@/lib/api/types";
import { formatDateTime } from "@/lib/format";

/** What a reader must know about an answer: names that nobody bears, and a search that was cut. */
export function Notices({ pages, onMore }: { pages: readonly MessageList[]; onMore: () => void }) {
  const { t } = useTranslation();
  const last = pages.at(-1);
  const unknown = pages[0]?.unknown ?? [];
  return (
    <>
      {unknown.length > 0 && (
        <p className="notice" role="status">
          <WarningFilled aria-hidden />
          <span className="notice-text">
            {t("search.unknown", { values: unknown.map((one) => one.value).join(", ") })}
          </span>
        </p>
      )}
      {last?.covered && (
        <div className="notice" role="status">
          <WarningFilled aria-hidden />
          <span className="notice-text">
            {t("search.cut", {
              from: last.covered.from ? formatDateTime(last.covered.from) : "…",
              until: last.covered.until ? formatDateTime(last.covered.until) : "…",
            })}
          </span>
          {last.next_cursor && (
            <Button size="small" onClick={onMore}>
              {t("search.go_on")}
            </Button>
          )}
        </div>
      )}
    </>
  );
}
