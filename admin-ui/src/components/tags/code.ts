import { useTranslation } from "react-i18next";
import { useCodeText } from "@/lib/i18n";

/** Why a tag is not written, or not yet, in words; the platform's own code where there are none. */
export function useTagCode(): (code: string) => string {
  const { t } = useTranslation();
  const codeText = useCodeText();
  return (code) => {
    const text = codeText("tags.code", code);
    if (text !== code) return text;
    const errcode = /^wecom\.errcode_(-?\d+)$/.exec(code)?.[1];
    return errcode ? t("tags.errcode", { errcode }) : code;
  };
}
