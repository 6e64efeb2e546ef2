import { PictureOutlined } from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { FilterSelect } from "@/components/filters/FilterSelect";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { MoreButton } from "@/components/ui/MoreButton";
import { NativeSelect } from "@/components/ui/NativeSelect";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import type { Customer, TimelineEntry } from "@/lib/api/types";
import { useCursor } from "@/lib/cursor";
import { formatDate } from "@/lib/format";
import { useShortcuts } from "@/lib/keys";
import { joinRef } from "@/lib/searchParams";
import { timelineQuery } from "../api/customers";
import { type CustomerSearch, kindsOf, timelineKinds, toggled } from "../filters";
import { nameOf } from "../names";
import { keyOfEntry, toDays } from "../timeline";
import { TimelineItem } from "./TimelineItem";

interface Props {
  customer: Customer;
  search: CustomerSearch;
  onChange: (part: CustomerSearch) => void;
}

/** Everything with a customer in one order, by days; J and K go from entry to entry, Enter opens what was said. */
export function Timeline({ customer, search, onChange }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const query = useInfiniteQuery(timelineQuery(customer.id, search));
  const entries = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const days = useMemo(() => toDays(entries), [entries]);
  const [cursor, moveTo] = useCursor(search.at);
  const box = useRef<HTMLDivElement>(null);
  const chosen = kindsOf(search);

  const open = (entry: TimelineEntry | undefined) => {
    if (entry?.message) {
      void navigate({
        to: "/conversations/$id",
        params: { id: entry.message.conversation_id },
        search: { m: entry.message.id },
      });
    } else if (entry?.alert ?? entry?.decision) {
      const id = entry?.alert?.id ?? entry?.decision?.alert_id;
      void navigate({ to: "/alerts", search: { view: "all", id } });
    }
  };
  const step = (by: 1 | -1) => {
    const index = entries.findIndex((entry) => keyOfEntry(entry) === cursor);
    const next = index < 0 ? entries[0] : entries[index + by];
    if (next) {
      moveTo(keyOfEntry(next));
      onChange({ at: keyOfEntry(next) });
    }
    if (index + by >= entries.length - 5 && query.hasNextPage && !query.isFetchingNextPage) {
      void query.fetchNextPage();
    }
  };
  useShortcuts({
    next: () => step(1),
    previous: () => step(-1),
    open: (event) => {
      if (event.target instanceof Element && event.target.closest("a, button")) return;
      open(entries.find((entry) => keyOfEntry(entry) === cursor));
    },
  });
  useEffect(() => {
    if (!cursor) return;
    box.current
      ?.querySelector(`[data-entry="${CSS.escape(cursor)}"]`)
      ?.scrollIntoView?.({ block: "nearest" });
  }, [cursor]);

  const employees = customer.relations.map(({ employee }) => ({
    value: joinRef(employee.source, employee.id),
    label: employee.name || employee.id,
  }));
  return (
    <section className="customer-timeline" aria-label={t("customers.timeline")}>
      <header className="timeline-head">
        <h2>{t("customers.timeline")}</h2>
        <FilterSelect
          label={t("customers.employee")}
          any={t("customers.all_employees")}
          value={search.employee}
          options={employees}
          onChange={(employee) => onChange({ employee, at: undefined })}
        />
        <NativeSelect
          label={t("customers.order")}
          value={search.order === "oldest" ? "oldest" : "newest"}
          options={[
            { value: "newest", label: t("customers.newest") },
            { value: "oldest", label: t("customers.oldest") },
          ]}
          onChange={(order) => onChange({ order: order === "oldest" ? order : undefined, at: undefined })}
        />
        <fieldset className="timeline-kinds">
          <legend className="visually-hidden">{t("customers.kinds")}</legend>
          {timelineKinds.map((kind) => (
            <button
              key={kind}
              type="button"
              className="plain timeline-kind"
              aria-pressed={chosen.includes(kind)}
              onClick={() => onChange({ kind: toggled(search, kind), at: undefined })}
            >
              {t(`customers.kind.${kind}`)}
            </button>
          ))}
          <button
            type="button"
            className="plain timeline-kind"
            aria-pressed={search.media === "1"}
            onClick={() => onChange({ media: search.media ? undefined : "1", at: undefined })}
          >
            <PictureOutlined aria-hidden /> {t("customers.with_files")}
          </button>
        </fieldset>
      </header>
      {query.error && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <SkeletonRows rows={8} />}
      {query.data && entries.length === 0 && <EmptyState title={t("customers.nothing")} />}
      <div
        className="timeline-scroll"
        ref={box}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        role="region"
        aria-label={t("customers.entries")}
      >
        {days.map((day) => (
          <section key={day.day} aria-label={formatDate(day.at)}>
            <h3 className="timeline-day">
              {formatDate(day.at)}
              <span className="muted num">
                {t("customers.entries_of_day", { count: day.entries.length })}
              </span>
            </h3>
            <ol className="timeline-entries">
              {day.entries.map((entry) => (
                <TimelineItem
                  key={keyOfEntry(entry)}
                  entry={entry}
                  name={nameOf(t, customer)}
                  here={keyOfEntry(entry) === cursor}
                  onOpen={() => open(entry)}
                />
              ))}
            </ol>
          </section>
        ))}
        <MoreButton pages={query} />
      </div>
    </section>
  );
}
