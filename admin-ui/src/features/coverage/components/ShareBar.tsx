import { useTranslation } from "react-i18next";
import type { StaffCoverage } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";
import { consentStates, pairsOf, shareOf } from "../filters";

/** What customers said as one bar; the words beside it say the same. */
export function ConsentBar({ coverage, legend }: { coverage: StaffCoverage; legend?: boolean }) {
  const { t } = useTranslation();
  const pairs = pairsOf(coverage);
  if (pairs === 0) return <span className="muted">{t("coverage.no_pairs")}</span>;
  const shown = consentStates.filter((state) => coverage.consents[state] > 0);
  return (
    <div className="coverage-consent">
      <div
        className="coverage-bar"
        role="img"
        aria-label={shown
          .map((state) => `${t(`consent.${state}`)} ${shareOf(coverage.consents[state], pairs)}`)
          .join(" · ")}
      >
        {shown.map((state) => (
          <span
            key={state}
            className={`coverage-part coverage-${state}`}
            style={{ flexGrow: coverage.consents[state] }}
            title={`${t(`consent.${state}`)} ${formatNumber(coverage.consents[state])}`}
          />
        ))}
      </div>
      {legend && (
        <ul className="coverage-legend">
          {consentStates.map((state) => (
            <li key={state}>
              <span className={`coverage-dot coverage-${state}`} aria-hidden />
              {t(`consent.${state}`)}{" "}
              <span className="num">
                {formatNumber(coverage.consents[state])} · {shareOf(coverage.consents[state], pairs)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** How much of a whole is reached. */
export function ReachBar({ label, part, whole }: { label: string; part: number; whole: number }) {
  const { t } = useTranslation();
  return (
    <div className="coverage-reach">
      <p>
        <span className="muted">{label}</span> <strong className="num">{shareOf(part, whole)}</strong>
      </p>
      <div className="coverage-bar" aria-hidden>
        <span className="coverage-part coverage-agree" style={{ flexGrow: part }} />
        <span className="coverage-part" style={{ flexGrow: Math.max(0, whole - part) }} />
      </div>
      <p className="muted num">
        {t("coverage.part_of", { part: formatNumber(part), whole: formatNumber(whole) })}
      </p>
    </div>
  );
}
