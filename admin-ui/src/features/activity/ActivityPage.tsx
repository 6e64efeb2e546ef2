import { DownloadOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { FilterBar } from "@/components/filters/FilterBar";
import { FilterDay } from "@/components/filters/FilterDay";
import { DepartmentPicker } from "@/components/pickers/DepartmentPicker";
import { PersonPicker } from "@/components/pickers/PersonPicker";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { NativeSelect } from "@/components/ui/NativeSelect";
import { PageHeader } from "@/components/ui/PageHeader";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { dayOf } from "@/lib/format";
import { useLanguage } from "@/lib/i18n";
import { activityQuery } from "./api/activity";
import { Chart } from "./components/Chart";
import { CountsTable } from "./components/CountsTable";
import { Tiles } from "./components/Tiles";
import { WaitingList } from "./components/WaitingList";
import {
  type ActivitySearch,
  daysOf,
  moved,
  piecesOf,
  type Range,
  rangeBefore,
  rangeOf,
  readActivitySearch,
  rowOf,
  rows,
  sheetAddress,
} from "./filters";
import { charted } from "./measures";
import "./activity.css";

const route = getRouteApi("/app/activity");

/** What employees do with customers, and who waits for them. */
export function ActivityPage() {
  const { t } = useTranslation();
  const language = useLanguage();
  const search = readActivitySearch(route.useSearch());
  const navigate = route.useNavigate();
  const set = (change: ActivitySearch) => void navigate({ search: { ...search, ...change }, replace: true });
  const today = dayOf(new Date().toISOString());
  const range = rangeOf(search, today);
  const by = rowOf(search);
  const pieces = piecesOf(range);
  const main = useQuery(activityQuery(search, range, by));
  const before = useQuery(activityQuery(search, rangeBefore(range), by));
  const overTime = useQuery(activityQuery(search, range, pieces));
  const error = main.error ?? overTime.error;
  return (
    <div className="page">
      <div className="page-inner">
        <PageHeader title={t("activity.title")} hint={t("activity.hint")}>
          <Button icon={<DownloadOutlined aria-hidden />} href={sheetAddress(search, range, language)}>
            {t("activity.export")}
          </Button>
        </PageHeader>
        <Filters search={search} range={range} today={today} set={set} />
        {error && <ErrorNotice error={error} onRetry={() => void main.refetch()} />}
        {main.isPending && !error && <SkeletonRows />}
        {main.data && (
          <>
            <Tiles
              counts={main.data.total}
              before={before.isPlaceholderData ? undefined : before.data?.total}
            />
            <Chart
              range={range}
              by={pieces}
              rows={overTime.isPlaceholderData ? [] : (overTime.data?.rows ?? [])}
              measure={charted.find((one) => one === search.chart) ?? "messages_out"}
              asTable={search.as === "table"}
              onChange={set}
            />
            <section className="panel activity-rows" aria-label={t("activity.rows_of")}>
              <div className="activity-head">
                <h2>{t("activity.table", { by: t(`activity.rows.${by}`) })}</h2>
                <NativeSelect
                  label={t("activity.rows_of")}
                  value={by}
                  options={rows.map((value) => ({ value, label: t(`activity.rows.${value}`) }))}
                  onChange={(row) => set({ by: row === "employee" ? undefined : row })}
                />
              </div>
              {main.data.rows.length === 0 ? (
                <EmptyState title={t("activity.nothing")} hint={t("activity.nothing_hint")} />
              ) : (
                <CountsTable
                  by={by}
                  rows={main.isPlaceholderData ? [] : main.data.rows}
                  range={range}
                  sort={search.sort}
                  onSort={(sort) => set({ sort })}
                />
              )}
            </section>
          </>
        )}
        <WaitingList search={search} onHours={(over) => set({ over })} />
      </div>
    </div>
  );
}

const presets = ["1", "7", "30", "90"] as const;

function Filters({
  search,
  range,
  today,
  set,
}: {
  search: ActivitySearch;
  range: Range;
  today: string;
  set: (change: ActivitySearch) => void;
}) {
  const { t } = useTranslation();
  const days = range.until === today ? presets.find((one) => Number(one) === daysOf(range)) : undefined;
  return (
    <FilterBar className="activity-filters">
      <NativeSelect
        label={t("activity.range")}
        value={days ?? ""}
        options={[
          ...(days ? [] : [{ value: "", label: t("activity.own_range") }]),
          ...presets.map((value) => ({ value: value as string, label: t(`activity.last.${value}`) })),
        ]}
        onChange={(value) => value && set({ from: moved(today, 1 - Number(value)), until: today })}
      />
      <FilterDay
        label={t("activity.from")}
        max={range.until}
        value={range.from}
        onChange={(from) => set({ from, until: range.until })}
      />
      <FilterDay
        label={t("activity.until")}
        min={range.from}
        max={today}
        value={range.until}
        onChange={(until) => set({ from: range.from, until })}
      />
      <DepartmentPicker
        label={t("activity.department")}
        value={search.department}
        onChange={(department) => set({ department })}
      />
      <PersonPicker
        kind="employee"
        label={t("activity.rows.employee")}
        value={search.employee}
        onChange={(employee) => set({ employee })}
      />
    </FilterBar>
  );
}
