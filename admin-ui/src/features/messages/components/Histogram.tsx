import { useTranslation } from "react-i18next";
import type { HistogramBar } from "@/lib/api/types";
import { formatDateTime, formatNumber } from "@/lib/format";
import type { ArchiveSearch } from "../filters";

const width = 1000;
const height = 56;
const shanghaiMs = 8 * 3_600_000;

/** Wide enough to be hit with a finger, whatever the width of the list. */
const mostBars = 14;

/** Neighbours put together until few enough are left. */
export function fewer(bars: readonly HistogramBar[], most = mostBars): HistogramBar[] {
  const each = Math.ceil(bars.length / most);
  const joined: HistogramBar[] = [];
  for (let at = 0; at < bars.length; at += each) {
    const group = bars.slice(at, at + each);
    joined.push({
      from: group[0]!.from,
      until: group.at(-1)!.until,
      count: group.reduce((sum, bar) => sum + bar.count, 0),
    });
  }
  return joined;
}

/** The company's day of a time. */
export function dayOf(time: string, shift = 0): string {
  return new Date(Date.parse(time) + shift + shanghaiMs).toISOString().slice(0, 10);
}

interface Props {
  bars: readonly HistogramBar[];
  exact: boolean;
  onChange: (change: ArchiveSearch) => void;
}

/** What was found over time; a bar narrows the search to its days. */
export function Histogram({ bars: all, exact, onChange }: Props) {
  const { t } = useTranslation();
  const bars = fewer(all);
  const most = Math.max(1, ...bars.map((bar) => bar.count));
  if (bars.length === 0) return null;
  const slot = width / bars.length;
  const narrow = (bar: HistogramBar) =>
    onChange({ range: "custom", from: dayOf(bar.from), until: dayOf(bar.until, -1) });
  return (
    <figure className="histogram">
      <ol aria-label={t("search.histogram")}>
        {bars.map((bar) => {
          const label = t("search.bar", {
            from: formatDateTime(bar.from),
            until: formatDateTime(bar.until),
            total: `${exact ? "" : "≈"}${formatNumber(bar.count)}`,
          });
          return (
            <li key={bar.from}>
              <button
                type="button"
                title={label}
                aria-label={label}
                disabled={bar.count === 0}
                onClick={() => narrow(bar)}
              >
                <svg viewBox={`0 0 ${slot} ${height}`} preserveAspectRatio="none" aria-hidden>
                  <rect
                    x={slot * 0.08}
                    width={slot * 0.84}
                    y={height * (1 - bar.count / most)}
                    height={(height * bar.count) / most}
                  />
                </svg>
              </button>
            </li>
          );
        })}
      </ol>
      <figcaption className="muted num">
        <span>{dayOf(bars[0]!.from)}</span>
        <span>{dayOf(bars.at(-1)!.until, -1)}</span>
      </figcaption>
    </figure>
  );
}
