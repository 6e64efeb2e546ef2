import { useTranslation } from "react-i18next";
import { ApiError } from "@/lib/api/problem";
import { useCodeText } from "@/lib/i18n";
import { around, type Place } from "../language";

/** Where a query cannot be read; undefined for every other failure. */
export function faultOf(error: unknown): (Place & { code: string; hint: string }) | undefined {
  if (!(error instanceof ApiError) || error.params.field !== "q" || !error.params.column) return undefined;
  return {
    code: error.code,
    column: Number(error.params.column),
    length: Number(error.params.length ?? 0),
    hint: String(error.params.hint ?? ""),
  };
}

/** The query with the fault underlined, what is wrong, and what may have been meant. */
export function QueryFault({ query, error }: { query: string; error: unknown }) {
  const { t } = useTranslation();
  const codeText = useCodeText();
  const fault = faultOf(error);
  if (!fault) return null;
  const [before, inside, behind] = around(query, fault);
  return (
    <div className="query-fault" role="alert">
      <p className="query-fault-text">
        {before}
        <u className="query-fault-place">{inside}</u>
        {behind}
      </p>
      <p>
        {t("search.fault_at", { column: fault.column })} {codeText("errors", fault.code)}
        {fault.hint && <span className="muted"> {t("search.fault_hint", { hint: fault.hint })}</span>}
      </p>
    </div>
  );
}
