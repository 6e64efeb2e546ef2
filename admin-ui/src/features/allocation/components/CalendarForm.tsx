import { useQuery } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { NativeSelect } from "@/components/ui/NativeSelect";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import type { CalendarDay } from "@/lib/api/types";
import { calendarQuery, useSetCalendar } from "../api/allocation";

/** Days off, and days that are worked whatever their weekday. */
export function CalendarForm({ manages }: { manages: boolean }) {
  const { t } = useTranslation();
  const { data, error, refetch, isPending } = useQuery(calendarQuery);
  const saving = useSetCalendar();
  const [day, setDay] = useState<CalendarDay>({ date: "", works: false, note: "" });
  const days = data?.items ?? [];
  const add = () =>
    saving.mutate([...days.filter((one) => one.date !== day.date), day], {
      onSuccess: () => setDay({ ...day, date: "" }),
    });
  const kinds = [
    { value: "off", label: t("allocation.day_off") },
    { value: "works", label: t("allocation.day_works") },
  ] as const;
  return (
    <div className="allocation-tab">
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {saving.error && <ErrorNotice error={saving.error} />}
      {manages && (
        <div className="allocation-day">
          <input
            type="date"
            aria-label={t("allocation.date")}
            value={day.date}
            onChange={(event) => setDay({ ...day, date: event.target.value })}
          />
          <NativeSelect
            label={t("allocation.day_kind")}
            value={day.works ? "works" : "off"}
            options={kinds}
            onChange={(kind) => setDay({ ...day, works: kind === "works" })}
          />
          <Input
            aria-label={t("allocation.day_note")}
            placeholder={t("allocation.day_note")}
            style={{ width: 180 }}
            maxLength={100}
            value={day.note}
            onChange={(event) => setDay({ ...day, note: event.target.value })}
          />
          <Button type="primary" disabled={day.date === ""} loading={saving.isPending} onClick={add}>
            {t("allocation.day_add")}
          </Button>
        </div>
      )}
      {isPending && <SkeletonRows />}
      {data && days.length === 0 && (
        <EmptyState title={t("allocation.no_days")} hint={t("allocation.no_days_hint")} />
      )}
      <ul className="allocation-takers">
        {days.map((one) => (
          <li key={one.date} className="allocation-day">
            <strong className="num">{one.date}</strong>
            <span>{t(one.works ? "allocation.day_works" : "allocation.day_off")}</span>
            <span className="muted">{one.note}</span>
            {manages && (
              <Button
                size="small"
                aria-label={t("allocation.day_remove", { date: one.date })}
                onClick={() => saving.mutate(days.filter((other) => other.date !== one.date))}
              >
                {t("allocation.remove_short")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
