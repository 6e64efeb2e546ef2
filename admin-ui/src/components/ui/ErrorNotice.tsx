import { ReloadOutlined, WarningFilled } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/lib/api/problem";
import { useCodeText } from "@/lib/i18n";
import "./notice.css";

/** The sentence for a failed request, in the reader's language. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation();
  const codeText = useCodeText();
  return (error) => {
    if (!(error instanceof ApiError)) return t("errors.network");
    const text = codeText("errors", error.code, error.params);
    return text === error.code ? t("errors.other", { code: error.code }) : text;
  };
}

/** A failed request: what happened and a way to try again. Old data stays on the page beside it. */
export function ErrorNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const text = useErrorText()(error);
  const requestId = error instanceof ApiError ? error.requestId : "";
  return (
    <div className="notice notice-error" role="alert">
      <WarningFilled aria-hidden />
      <span className="notice-text">
        {text}
        {requestId && <span className="notice-id mono">{t("errors.request_id", { id: requestId })}</span>}
      </span>
      {onRetry && (
        <Button size="small" icon={<ReloadOutlined aria-hidden />} onClick={onRetry}>
          {t("common.retry")}
        </Button>
      )}
    </div>
  );
}
