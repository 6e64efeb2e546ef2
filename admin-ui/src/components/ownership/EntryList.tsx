import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Tag } from "@/components/ui/Tag";
import { formatDateTime, formatShort } from "@/lib/format";
import { type Step, useLedgerText } from "./ledger";

/** Entries of the ledger: what changed, by whom, when and why. */
export function EntryList({
  steps,
  more,
}: {
  steps: readonly Step[];
  /** What else is to be said of an entry. */
  more?: (step: Step) => ReactNode;
}) {
  const { t } = useTranslation();
  const text = useLedgerText();
  return (
    <ol className="ledger">
      {steps.map((step) => {
        const { entry } = step;
        return (
          <li key={entry.entry}>
            <span>
              {entry.line && <Tag tone="low">{entry.line}</Tag>} {text.what(step)}
            </span>
            <span className="muted">
              {t("ownership.by", { who: text.who(entry) })} ·{" "}
              <time className="num" dateTime={entry.at} title={formatDateTime(entry.at)}>
                {formatShort(entry.at)}
              </time>
              {entry.reason && ` · ${entry.reason}`}
            </span>
            {more?.(step)}
          </li>
        );
      })}
    </ol>
  );
}
