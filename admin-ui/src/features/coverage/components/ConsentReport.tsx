import { DownloadOutlined } from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { ConsentTag } from "@/components/consent/ConsentTag";
import { FilterBar } from "@/components/filters/FilterBar";
import { FilterSelect } from "@/components/filters/FilterSelect";
import { PersonPicker } from "@/components/pickers/PersonPicker";
import { DataTable } from "@/components/ui/DataTable";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { MoreButton } from "@/components/ui/MoreButton";
import { NativeSelect } from "@/components/ui/NativeSelect";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { formatDateTime } from "@/lib/format";
import { useCodeText, useLanguage } from "@/lib/i18n";
import { consentsQuery } from "../api/coverage";
import { type ConsentFilter, consentSheet, consentStates } from "../filters";

/** What each customer said to being archived, with whom, and since when. */
export function ConsentReport({
  filter,
  onChange,
}: {
  filter: ConsentFilter;
  onChange: (change: ConsentFilter) => void;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const codeText = useCodeText();
  const query = useInfiniteQuery(consentsQuery(filter));
  const { data, error, refetch, isPending } = query;
  const rows = data?.pages.flatMap((page) => page.items) ?? [];
  const groups = filter.kind === "group";
  return (
    <section className="panel" aria-label={t("coverage.report")}>
      <FilterBar className="coverage-filters">
        <NativeSelect
          label={t("coverage.where")}
          value={filter.kind ?? "pair"}
          options={[
            { value: "pair", label: t("coverage.with_employees") },
            { value: "group", label: t("coverage.in_groups") },
          ]}
          onChange={(kind) => onChange({ kind: kind === "group" ? "group" : undefined, employee: undefined })}
        />
        <FilterSelect
          label={t("coverage.state")}
          any={t("coverage.all_states")}
          value={filter.state}
          options={consentStates.map((value) => ({ value, label: t(`consent.${value}`) }))}
          onChange={(state) => onChange({ state })}
        />
        {!groups && (
          <PersonPicker
            kind="employee"
            label={t("coverage.employee")}
            value={filter.employee}
            onChange={(employee) => onChange({ employee })}
          />
        )}
        <Button icon={<DownloadOutlined aria-hidden />} href={consentSheet(filter, language)}>
          {t("coverage.export")}
        </Button>
      </FilterBar>
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {isPending && !error && <SkeletonRows />}
      {data && rows.length === 0 && (
        <EmptyState title={t("coverage.no_rows")} hint={t("coverage.no_rows_hint")} />
      )}
      {rows.length > 0 && (
        <DataTable
          caption={t("coverage.report")}
          rows={rows}
          rowKey={(row) => `${row.employee?.source}|${row.employee?.id ?? row.group_id}|${row.customer.id}`}
          columns={[
            {
              key: "holder",
              title: t(groups ? "coverage.group" : "coverage.employee"),
              render: (row) => row.employee?.name || row.employee?.id || row.group_name || row.group_id,
            },
            {
              key: "customer",
              title: t("coverage.customer"),
              render: (row) =>
                row.customer_id ? (
                  <Link to="/customers/$id" params={{ id: row.customer_id }}>
                    {row.customer.name || row.customer.id}
                  </Link>
                ) : (
                  row.customer.name || row.customer.id
                ),
            },
            {
              key: "state",
              title: t("coverage.state"),
              render: (row) => (
                <>
                  <ConsentTag state={row.state} />{" "}
                  {row.code && <span className="muted">{codeText("problems", row.code)}</span>}
                </>
              ),
            },
            {
              key: "changed",
              title: t("coverage.since"),
              nowrap: true,
              render: (row) => (
                <span className="num">{row.changed_at ? formatDateTime(row.changed_at) : "—"}</span>
              ),
            },
            {
              key: "asked",
              title: t("coverage.asked"),
              nowrap: true,
              render: (row) => (
                <span className="num muted">
                  {row.asked_at ? formatDateTime(row.asked_at) : t("coverage.never_asked")}
                </span>
              ),
            },
          ]}
        />
      )}
      <MoreButton pages={query} />
    </section>
  );
}
