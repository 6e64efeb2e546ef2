import { useTranslation } from "react-i18next";
import { DataTable } from "@/components/ui/DataTable";
import { NativeSelect } from "@/components/ui/NativeSelect";
import { ScrollRegion } from "@/components/ui/ScrollRegion";
import type { ActivityCounts, ActivityRow } from "@/lib/api/types";
import type { Range } from "../filters";
import { moved } from "../filters";
import { charted, type Measure, shown } from "../measures";

interface Piece {
  day: string;
  counts: ActivityCounts | undefined;
}

/** Every piece of the range, also those in which nothing happened. */
function piecesIn(range: Range, by: "day" | "week" | "month", rows: readonly ActivityRow[]): Piece[] {
  const known = new Map(rows.map((row) => [row.first_day, row.counts]));
  if (by !== "day") return rows.map((row) => ({ day: row.first_day ?? "", counts: row.counts }));
  const pieces: Piece[] = [];
  for (let day = range.from; day <= range.until; day = moved(day, 1))
    pieces.push({ day, counts: known.get(day) });
  return pieces;
}

const height = 160;
/** Wide enough for few pieces; many make it scroll. */
const width = 1200;
const narrowest = 28;

/** One measure over time, as bars or as a table. */
export function Chart({
  range,
  by,
  rows,
  measure,
  asTable,
  onChange,
}: {
  range: Range;
  by: "day" | "week" | "month";
  rows: readonly ActivityRow[];
  measure: Measure;
  asTable: boolean;
  onChange: (change: { chart?: string; as?: string }) => void;
}) {
  const { t } = useTranslation();
  const pieces = piecesIn(range, by, rows);
  const title = t("activity.chart_title", {
    measure: t(`activity.measures.${measure}`),
    by: t(`activity.pieces.${by}`),
  });
  const label = (day: string) => (by === "month" ? day.slice(0, 7) : day);
  return (
    <section className="panel" aria-label={t("activity.chart")}>
      <div className="activity-head">
        <h2>{title}</h2>
        <NativeSelect
          label={t("activity.measure")}
          value={measure}
          options={charted.map((value) => ({ value, label: t(`activity.measures.${value}`) }))}
          onChange={(chart) => onChange({ chart })}
        />
        <NativeSelect
          label={t("activity.shown_as")}
          value={asTable ? "table" : "chart"}
          options={[
            { value: "chart", label: t("activity.as_chart") },
            { value: "table", label: t("activity.as_table") },
          ]}
          onChange={(as) => onChange({ as: as === "table" ? "table" : undefined })}
        />
      </div>
      {asTable ? (
        <DataTable
          caption={title}
          rows={pieces}
          rowKey={(piece) => piece.day}
          columns={[
            { key: "day", title: t(`activity.pieces.${by}`), render: (piece) => label(piece.day) },
            {
              key: "value",
              title: t(`activity.measures.${measure}`),
              align: "end",
              render: (piece) => (piece.counts ? shown(t, measure, piece.counts) : "0"),
            },
          ]}
        />
      ) : (
        <ScrollRegion className="activity-chart" label={title}>
          <Bars title={title} pieces={pieces} measure={measure} label={label} />
        </ScrollRegion>
      )}
    </section>
  );
}

function Bars({
  title,
  pieces,
  measure,
  label,
}: {
  title: string;
  pieces: readonly Piece[];
  measure: Measure;
  label: (day: string) => string;
}) {
  const { t } = useTranslation();
  const values = pieces.map((piece) => piece.counts?.[measure] ?? 0);
  const most = Math.max(1, ...values);
  const step = Math.max(narrowest, Math.min(120, width / Math.max(1, pieces.length)));
  const drawn = Math.max(width, step * pieces.length);
  const every = Math.ceil(pieces.length / 16);
  return (
    <svg
      role="img"
      aria-label={title}
      viewBox={`0 0 ${drawn} ${height + 40}`}
      style={{ minWidth: drawn > width ? drawn : undefined }}
      height={200}
    >
      <line className="activity-axis" x1={0} x2={drawn} y1={height + 14} y2={height + 14} />
      {pieces.map((piece, at) => {
        const value = values[at] ?? 0;
        const bar = Math.round((value / most) * height);
        const text = piece.counts ? shown(t, measure, piece.counts) : "0";
        return (
          <g key={piece.day}>
            <rect
              className="activity-bar"
              x={at * step + step / 8}
              width={step * 0.75}
              y={height + 14 - bar}
              height={bar}
            >
              <title>{`${label(piece.day)}: ${text}`}</title>
            </rect>
            {value > 0 && pieces.length <= 31 && measure !== "talk_s" && (
              <text className="activity-value" x={at * step + step / 2} y={height + 10 - bar}>
                {text}
              </text>
            )}
            {at % every === 0 && (
              <text className="activity-day" x={at * step + step / 2} y={height + 30}>
                {label(piece.day).slice(5) || label(piece.day)}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}
