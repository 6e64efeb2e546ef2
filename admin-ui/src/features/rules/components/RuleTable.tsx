import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { DataTable } from "@/components/ui/DataTable";
import { EmptyState } from "@/components/ui/EmptyState";
import { SeverityTag } from "@/components/ui/Severity";
import type { Rule } from "@/lib/api/types";
import { formatNumber, formatRate } from "@/lib/format";
import { useBilingual, useCodeText } from "@/lib/i18n";

interface Props {
  rules: readonly Rule[];
  sort: string | undefined;
  /** The version in force, when the reader may look into it. */
  version: string | undefined;
  onSort: (sort: string | undefined) => void;
}

export function RuleTable({ rules, sort, version, onSort }: Props) {
  const { t } = useTranslation();
  const codeText = useCodeText();
  const most = Math.max(1, ...rules.map((rule) => rule.hits_week));
  const sorted = { active: sort, onSort };
  return (
    <DataTable
      caption={t("nav.rules")}
      rows={rules}
      rowKey={(rule) => rule.id}
      sort={sorted}
      empty={<EmptyState title={t("rules.none")} />}
      columns={[
        {
          key: "title",
          title: t("rules.title"),
          sort: "title",
          render: (rule) => <RuleName rule={rule} version={version} />,
        },
        {
          key: "category",
          title: t("rules.category"),
          nowrap: true,
          render: (rule) => codeText("category", rule.category),
        },
        {
          key: "severity",
          title: t("rules.severity"),
          sort: "severity",
          render: (rule) => <SeverityTag severity={rule.severity} />,
        },
        {
          key: "status",
          title: t("rules.status"),
          nowrap: true,
          render: (rule) => t(`rules.statuses.${rule.status}`),
        },
        {
          key: "hits",
          title: t("rules.hits"),
          sort: "hits",
          nowrap: true,
          render: (rule) => <Hits count={rule.hits_week} most={most} />,
        },
        {
          key: "wrong",
          title: t("rules.wrong"),
          sort: "wrong",
          nowrap: true,
          render: (rule) => <Wrong rule={rule} />,
        },
        {
          key: "id",
          title: t("rules.id"),
          render: (rule) => (
            <span className="mono muted">
              {rule.id.slice(0, 8)} · {rule.version}
            </span>
          ),
        },
      ]}
    />
  );
}

function RuleName({ rule, version }: { rule: Rule; version: string | undefined }) {
  const title = useBilingual();
  const name = title(rule.title) || rule.id;
  return (
    <div className="rule-name">
      {version && rule.file ? (
        <Link
          to="/rules/versions/$id"
          params={{ id: version }}
          search={{ file: rule.file, line: String(rule.line) }}
        >
          <strong>{name}</strong>
        </Link>
      ) : (
        <strong>{name}</strong>
      )}
      <span className="muted">{title(rule.description)}</span>
    </div>
  );
}

/** The number with a bar that compares it with the busiest rule. */
function Hits({ count, most }: { count: number; most: number }) {
  return (
    <span className="hits">
      <span className="num hits-number">{formatNumber(count)}</span>
      <svg className="hits-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden>
        <rect width={(count / most) * 100} height="8" />
      </svg>
    </span>
  );
}

function Wrong({ rule }: { rule: Rule }) {
  const { t } = useTranslation();
  const { false_positive_rate: rate, decided } = rule;
  if (rate === null) return <span className="muted">{t("rules.no_verdicts")}</span>;
  return (
    <span className={`num ${rate >= 0.3 ? "wrong-often" : ""}`}>
      {t("rules.wrong_text", { share: formatRate(rate * 100), decided: formatNumber(decided) })}
    </span>
  );
}
