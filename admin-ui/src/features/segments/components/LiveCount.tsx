import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CustomerCondition } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";
import { countQuery } from "../api/segments";
import { isComplete } from "../condition";

const settleMs = 500;

/** How many customers a condition holds for, while it is written. */
export function LiveCount({ condition }: { condition: CustomerCondition }) {
  const { t } = useTranslation();
  const [settled, setSettled] = useState(condition);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(condition), settleMs);
    return () => clearTimeout(timer);
  }, [condition]);
  const whole = isComplete(settled);
  const { data, error } = useQuery({ ...countQuery(settled), enabled: whole });
  const words = () => {
    if (!whole) return t("segments.count_incomplete");
    if (error) return t("segments.count_failed");
    if (!data) return t("segments.counting");
    if (data.customers === null) return t("segments.count_slow");
    return t("segments.count", { count: data.customers, number: formatNumber(data.customers) });
  };
  return (
    <p className="segment-count" role="status">
      {words()}
    </p>
  );
}
