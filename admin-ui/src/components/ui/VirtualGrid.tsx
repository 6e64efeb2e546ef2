import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useRef } from "react";
import "./virtualGrid.css";

interface Props<Row> {
  label: string;
  rows: readonly Row[];
  total: number;
  rowKey: (row: Row) => string;
  rowHeight: number;
  /** Key of the row that is open; it alone is a tab stop. */
  selected: string | undefined;
  /** Counts up whenever the selected row should take the focus. */
  focusTick: number;
  onSelect: (row: Row, options: { open: boolean }) => void;
  onEndReached?: () => void;
  rowClassName?: (row: Row) => string;
  children: (row: Row) => ReactNode;
}

/** A long list as a grid of one column: virtual rows, one tab stop, roving tabindex. Keys are bound by the page. */
export function VirtualGrid<Row>(props: Props<Row>) {
  const { rows, rowKey, rowHeight, selected, focusTick, onEndReached } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => (rows[index] ? rowKey(rows[index]) : index),
    overscan: 8,
    initialRect: { width: 480, height: 800 },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the heights change with the density
  useEffect(() => virtual.measure(), [rowHeight]);

  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (lastShown >= rows.length - 10) onEndReached?.();
  }, [lastShown, rows.length, onEndReached]);

  const selectedIndex = rows.findIndex((row) => rowKey(row) === selected);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new tick moves the focus
  useEffect(() => {
    if (focusTick === 0 || selectedIndex < 0) return;
    virtual.scrollToIndex(selectedIndex, { align: "auto" });
    requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>("[aria-selected=true]")?.focus({ preventScroll: true });
    });
  }, [focusTick]);

  const tabStop = Math.max(selectedIndex, 0);
  return (
    <div
      ref={scroller}
      className="virtual-grid"
      role="grid"
      aria-label={props.label}
      aria-rowcount={props.total}
      aria-colcount={1}
    >
      <div role="presentation" style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {items.map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          return (
            <div
              key={item.key}
              role="row"
              aria-rowindex={item.index + 1}
              aria-selected={item.index === selectedIndex}
              tabIndex={item.index === tabStop ? 0 : -1}
              className={`virtual-row ${props.rowClassName?.(row) ?? ""}`}
              style={{ height: item.size, transform: `translateY(${item.start}px)` }}
              onClick={() => props.onSelect(row, { open: true })}
              onKeyDown={(event) => {
                if (event.key === " ") {
                  event.preventDefault();
                  props.onSelect(row, { open: true });
                }
              }}
            >
              {/* biome-ignore lint/a11y/useFocusableInteractive: the row is the one stop of the grid */}
              <div role="gridcell" className="virtual-cell">
                {props.children(row)}
              </div>
            </div>
          );
        })}
      </div>
    </div>
  );
}
