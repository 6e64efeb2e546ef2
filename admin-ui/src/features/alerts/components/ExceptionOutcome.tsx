import { CheckCircleFilled, WarningFilled } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Segments } from "@/components/ui/Segments";
import { StateTag } from "@/components/ui/StateTag";
import { Tag } from "@/components/ui/Tag";
import type { AlertState, ExceptionProposal } from "@/lib/api/types";
import { formatNumber, formatShort } from "@/lib/format";

const confirmed: readonly AlertState[] = ["violation", "coaching", "escalated"];

/** What an exception would have silenced among past alerts, with a warning when true ones are among them. */
export function ExceptionOutcome({ proposal }: { proposal: ExceptionProposal }) {
  const { t } = useTranslation();
  const states = Object.entries(proposal.by_state) as [AlertState, number][];
  const real = states.reduce((sum, [state, count]) => sum + (confirmed.includes(state) ? count : 0), 0);
  return (
    <section className="exception-outcome" aria-label={t("exception.outcome")}>
      <p>
        {proposal.silences_alert ? (
          <Tag tone="ok" icon={<CheckCircleFilled />}>
            {t("exception.silenced")}
          </Tag>
        ) : (
          <Tag tone="medium" icon={<WarningFilled />}>
            {t("exception.not_silenced")}
          </Tag>
        )}
      </p>
      <p role="status">
        {t("exception.sum", {
          count: proposal.examined,
          examined: formatNumber(proposal.examined),
          silenced: formatNumber(proposal.silenced),
        })}
      </p>
      {states.length > 0 && (
        <ul className="exception-states">
          {states.map(([state, count]) => (
            <li key={state}>
              <StateTag state={state} /> <span className="num">{formatNumber(count)}</span>
            </li>
          ))}
        </ul>
      )}
      {real > 0 && (
        <div className="notice notice-warning" role="alert">
          <span className="notice-text">{t("exception.real", { count: real })}</span>
        </div>
      )}
      {proposal.problems.map((problem) => (
        <div key={`${problem.code}${problem.line}`} className="notice notice-error" role="alert">
          <span className="notice-text">
            {t(`problem.${problem.code.replaceAll(".", "_")}`, { defaultValue: problem.code })}
            {problem.detail && `: ${problem.detail}`}
          </span>
        </div>
      ))}
      {proposal.items.length > 0 && (
        <details>
          <summary>{t("exception.list", { count: proposal.items.length })}</summary>
          <ul className="exception-alerts">
            {proposal.items.map((alert) => (
              <li key={alert.id}>
                <Link to="/alerts" search={{ view: "all", id: alert.id }}>
                  <span className="num">{formatShort(alert.message.sent_at)}</span>
                </Link>
                <StateTag state={alert.state} />
                <span>
                  <Segments segments={alert.snippet} />
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
      <details>
        <summary>{t("exception.rule_text")}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
        <pre className="exception-rule" tabIndex={0}>
          {proposal.rule_text}
        </pre>
      </details>
    </section>
  );
}
