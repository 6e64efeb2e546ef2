import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { DataTable } from "@/components/ui/DataTable";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { MoreButton } from "@/components/ui/MoreButton";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import type { Coverage, CoverageGap, CoverageGapKind } from "@/lib/api/types";
import { formatDateTime, formatNumber } from "@/lib/format";
import { joinRef } from "@/lib/searchParams";
import { gapsQuery } from "../api/coverage";
import { gapKinds } from "../filters";
import { BindNumber } from "./BindNumber";

/** Where the archive does not reach, in words, with what to do about it. */
export function Gaps({
  coverage,
  open,
  onOpen,
}: {
  coverage: Coverage;
  open: CoverageGapKind | undefined;
  onOpen: (kind: CoverageGapKind | undefined) => void;
}) {
  const { t } = useTranslation();
  const found = gapKinds.filter((kind) => (coverage.gaps[kind] ?? 0) > 0);
  return (
    <section className="panel coverage-gaps" aria-label={t("coverage.gaps")}>
      <h2>{t("coverage.gaps")}</h2>
      {found.length === 0 && <p>{t("coverage.no_gaps")}</p>}
      <ul>
        {found.map((kind) => (
          <li key={kind}>
            <div className="coverage-gap">
              <div>
                <strong>{t(`coverage.gap.${kind}`, { count: coverage.gaps[kind] ?? 0 })}</strong>
                <p className="muted">{t(`coverage.todo.${kind}`)}</p>
              </div>
              <Button
                aria-expanded={open === kind}
                aria-label={t("coverage.show_of", {
                  what: t(`coverage.gap.${kind}`, { count: coverage.gaps[kind] ?? 0 }),
                })}
                onClick={() => onOpen(open === kind ? undefined : kind)}
              >
                {t(open === kind ? "coverage.hide" : "coverage.show")}
              </Button>
            </div>
            {open === kind && <GapList kind={kind} />}
          </li>
        ))}
      </ul>
      <p className="muted">
        {coverage.phones_expected.length > 0
          ? t("coverage.phones_expected", { departments: coverage.phones_expected.join("、") })
          : t("coverage.no_phones_expected")}
      </p>
    </section>
  );
}

function GapList({ kind }: { kind: CoverageGapKind }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(gapsQuery(kind));
  const { data, error, refetch, isPending } = query;
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (isPending) return <SkeletonRows rows={3} />;
  const rows = data.pages.flatMap((page) => page.items);
  return (
    <div className="coverage-gap-list">
      <DataTable
        caption={t(`coverage.gap.${kind}`, { count: rows.length })}
        rows={rows}
        rowKey={(row) => `${row.employee.source}|${row.employee.id}|${row.item ?? ""}`}
        columns={[
          {
            key: "who",
            title: t(kind === "unbound_number" ? "coverage.numbers" : "coverage.employee"),
            render: (row) => <Who kind={kind} row={row} />,
          },
          { key: "what", title: t("coverage.what"), render: (row) => <What kind={kind} row={row} /> },
        ]}
      />
      <MoreButton pages={query} />
    </div>
  );
}

function Who({ kind, row }: { kind: CoverageGapKind; row: CoverageGap }) {
  const { t } = useTranslation();
  if (kind === "unbound_number") {
    return (
      <>
        <span className="mono">{row.item}</span>{" "}
        {row.label && <span className="muted">{t("coverage.exchange_of", { name: row.label })}</span>}
      </>
    );
  }
  return (
    <>
      {row.employee.name || row.employee.id}{" "}
      {row.employee.department && <span className="muted">{row.employee.department}</span>}
    </>
  );
}

function What({ kind, row }: { kind: CoverageGapKind; row: CoverageGap }) {
  const { t } = useTranslation();
  const employee = joinRef(row.employee.source, row.employee.id);
  if (kind === "no_seat") return <>{t("coverage.has_customers", { count: row.count })}</>;
  if (kind === "disagreed" || kind === "never_said") {
    return (
      <Link
        to="/coverage"
        search={{ tab: "consents", state: kind === "disagreed" ? "disagree" : "default", employee }}
      >
        {t("coverage.has_customers", { count: row.count })}
      </Link>
    );
  }
  if (kind === "customer_no_seat") {
    const name = row.label || row.item;
    if (!row.customer_id) return <>{name}</>;
    return (
      <Link to="/customers/$id" params={{ id: row.customer_id }}>
        {name}
      </Link>
    );
  }
  if (kind === "unbound_number") {
    return (
      <span className="coverage-line">
        <span>{t("coverage.used", { count: row.count, shown: formatNumber(row.count) })}</span>
        {row.since && (
          <span className="muted num">{t("coverage.last_used", { at: formatDateTime(row.since) })}</span>
        )}
        <BindNumber gap={row} />
      </span>
    );
  }
  if (kind === "no_device") return <Link to="/devices">{t("coverage.invite")}</Link>;
  if (kind === "left_number")
    return <span className="mono">{[row.label, row.item].filter(Boolean).join(" ")}</span>;
  return (
    <>
      <Link to="/devices">{row.label || row.item}</Link>{" "}
      <span className="muted">
        {kind === "device_gaps" &&
          t("coverage.missing", { count: row.count, shown: formatNumber(row.count) })}
        {kind !== "device_gaps" && row.since && t("coverage.last_seen", { at: formatDateTime(row.since) })}
      </span>
    </>
  );
}
