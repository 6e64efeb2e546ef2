import { useTranslation } from "react-i18next";
import { DataTable } from "@/components/ui/DataTable";
import type { BacktestDay } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";

const width = 1200;
const height = 210;
const left = 36;
const bottom = 22;
const top = 8;

/** A round number that is not below the largest value, for the top of the axis. */
export function axisTop(values: readonly number[]): number {
  const largest = Math.max(1, ...values);
  const unit = 10 ** Math.floor(Math.log10(largest));
  return [1, 2, 5, 10].map((step) => step * unit).find((value) => value >= largest)!;
}

/** The days of a range with nothing left out, so that a quiet day is seen as one. */
export function withGaps(days: readonly BacktestDay[]): BacktestDay[] {
  if (days.length === 0) return [];
  const known = new Map(days.map((day) => [day.day, day]));
  const sorted = [...known.keys()].sort();
  const last = Date.parse(sorted.at(-1)!);
  const all: BacktestDay[] = [];
  for (let time = Date.parse(sorted[0]!); time <= last && all.length < 400; time += 86_400_000) {
    const day = new Date(time).toISOString().slice(0, 10);
    all.push(known.get(day) ?? { day, messages: 0, before: 0, after: 0 });
  }
  return all;
}

/** Alerts a day, before and after, side by side; the same numbers stand in a table below. */
export function DayChart({ days }: { days: readonly BacktestDay[] }) {
  const { t } = useTranslation();
  const all = withGaps(days);
  if (all.length === 0) return null;
  const most = axisTop(all.flatMap((day) => [day.before, day.after]));
  const slot = (width - left) / all.length;
  const bar = Math.min(28, slot * 0.4);
  const y = (value: number) => top + (height - top - bottom) * (1 - value / most);
  const every = Math.ceil(all.length / 10);
  return (
    <figure className="day-chart">
      <figcaption className="day-legend">
        <span className="legend-before">{t("studio.counts.before")}</span>
        <span className="legend-after">{t("studio.counts.after")}</span>
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t("backtest.per_day")}>
        {[0, most / 2, most].map((value) => (
          <g key={value}>
            <line className="chart-grid" x1={left} x2={width} y1={y(value)} y2={y(value)} />
            <text className="chart-text" x={left - 6} y={y(value) + 4} textAnchor="end">
              {formatNumber(value)}
            </text>
          </g>
        ))}
        {all.map((day, index) => {
          const middle = left + slot * (index + 0.5);
          return (
            <g key={day.day}>
              <title>{t("backtest.day_title", { day: day.day, before: day.before, after: day.after })}</title>
              <rect
                className="chart-before"
                x={middle - bar}
                width={bar}
                y={y(day.before)}
                height={y(0) - y(day.before)}
              />
              <rect
                className="chart-after"
                x={middle}
                width={bar}
                y={y(day.after)}
                height={y(0) - y(day.after)}
              />
              {index % every === 0 && (
                <text className="chart-text" x={middle} y={height - 6} textAnchor="middle">
                  {day.day.slice(5)}
                </text>
              )}
            </g>
          );
        })}
      </svg>
      <details>
        <summary>{t("backtest.as_table")}</summary>
        <DataTable
          caption={t("backtest.per_day")}
          rows={all}
          rowKey={(day) => day.day}
          columns={[
            { key: "day", title: t("backtest.day"), render: (day) => <span className="num">{day.day}</span> },
            ...(["messages", "before", "after"] as const).map((key) => ({
              key,
              title: t(`studio.counts.${key}`),
              align: "end" as const,
              render: (day: BacktestDay) => formatNumber(day[key]),
            })),
          ]}
        />
      </details>
    </figure>
  );
}
