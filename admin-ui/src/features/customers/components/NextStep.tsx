import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { formatDateTime, formatShort } from "@/lib/format";
import { openStepsQuery } from "../api/notes";

/** The step that is due first, for the head of the page. */
export function NextStep({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(openStepsQuery(id));
  const step = data?.items[0]?.next_step;
  if (!step) return null;
  return (
    <p className="customer-next">
      {t("customers.next", { step: step.text })}{" "}
      <time className="num" dateTime={step.due_at} title={formatDateTime(step.due_at)}>
        {formatShort(step.due_at)}
      </time>
    </p>
  );
}
