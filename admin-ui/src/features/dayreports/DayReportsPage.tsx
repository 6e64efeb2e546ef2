import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { FilterBar } from "@/components/filters/FilterBar";
import { FilterDay } from "@/components/filters/FilterDay";
import { DepartmentPicker } from "@/components/pickers/DepartmentPicker";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { MoreButton } from "@/components/ui/MoreButton";
import { PageHeader } from "@/components/ui/PageHeader";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import type { DayReportList } from "@/lib/api/types";
import { dayOf } from "@/lib/format";
import { useMe } from "@/lib/session";
import { type DayReportSearch, dayReportsQuery } from "./api/dayReports";
import { ReportCard } from "./ReportCard";
import "./dayreports.css";

const route = getRouteApi("/app/day-reports");

const dayMs = 86_400_000;

/** A day moved by whole days. */
const moved = (day: string, by: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + by * dayMs).toISOString().slice(0, 10);

const isDay = (text: string | undefined): text is string =>
  text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));

/** What was reported of a day, and from whom nothing came. */
export function DayReportsPage() {
  const { t } = useTranslation();
  const me = useMe();
  const search: DayReportSearch = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: DayReportSearch) => void navigate({ search: { ...search, ...change }, replace: true });
  const today = dayOf(new Date().toISOString());
  const day = isDay(search.day) && search.day <= today ? search.day : today;
  const query = useInfiniteQuery(dayReportsQuery(day, search.department));
  const { data, error, refetch, isPending } = query;
  const first = data?.pages[0];
  const reports = data?.pages.flatMap((page) => page.items) ?? [];
  const go = (to: string) => set({ day: to === today ? undefined : to });
  return (
    <div className="page">
      <div className="page-inner">
        <PageHeader title={t("day_reports.title")} hint={t("day_reports.hint")} />
        <FilterBar className="day-report-filters">
          <Button onClick={() => go(moved(day, -1))}>{t("day_reports.before")}</Button>
          <FilterDay label={t("day_reports.day")} max={today} value={day} onChange={go} />
          <Button disabled={day >= today} onClick={() => go(moved(day, 1))}>
            {t("day_reports.after")}
          </Button>
          <DepartmentPicker
            label={t("day_reports.department")}
            value={search.department}
            onChange={(department) => set({ department })}
          />
        </FilterBar>
        {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
        {isPending && <SkeletonRows />}
        {first && (
          <>
            <h2>{t("day_reports.handed", { count: first.total })}</h2>
            {reports.length === 0 && (
              <EmptyState title={t("day_reports.none")} hint={t("day_reports.none_hint")} />
            )}
            {reports.map((report) => (
              <ReportCard key={report.id} report={report} own={report.user_id === me.user.id} />
            ))}
            <MoreButton pages={query} />
            <Missing list={first} />
          </>
        )}
      </div>
    </div>
  );
}

function Missing({ list }: { list: DayReportList }) {
  const { t } = useTranslation();
  const more = list.missing_total - list.missing.length;
  const title = t("day_reports.missing", { count: list.missing_total });
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {list.missing_total === 0 && <p className="muted">{t("day_reports.all_in")}</p>}
      <ul className="day-report-missing">
        {list.missing.map((one) => (
          <li key={one.user_id}>
            {one.user_name}
            <span className="muted"> {one.employees[0]?.department}</span>
          </li>
        ))}
      </ul>
      {more > 0 && <p className="muted">{t("day_reports.missing_more", { count: more })}</p>}
    </section>
  );
}
