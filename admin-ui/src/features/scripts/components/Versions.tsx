import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { formatDateTime } from "@/lib/format";
import { versionsQuery } from "../api/scripts";

/** How a script read before; nothing of it is lost. */
export function Versions({ id }: { id: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { data, error, refetch } = useQuery({ ...versionsQuery(id), enabled: open });
  return (
    <details className="script-versions" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("scripts.versions")}</summary>
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data?.items.length === 1 && <p className="muted">{t("scripts.no_versions")}</p>}
      <ol>
        {data?.items.slice(1).map((one) => (
          <li key={one.version}>
            <p className="muted">
              {t("scripts.version", {
                version: one.version,
                who: one.changed_by,
                time: formatDateTime(one.changed_at),
              })}
            </p>
            <p>
              <strong>{one.title}</strong>
              {one.file && ` · ${one.file.name}`}
            </p>
            {one.text && <p className="script-text">{one.text}</p>}
            {one.rows.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows may be the same
              <p key={index} className="num">
                {row.item} · {row.price} {row.currency}
                {row.unit && ` / ${row.unit}`}
                {row.note && ` · ${row.note}`}
              </p>
            ))}
          </li>
        ))}
      </ol>
    </details>
  );
}
