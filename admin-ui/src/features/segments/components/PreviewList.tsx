import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { GradePreview } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";
import { useTagName } from "./TagValue";

/** Who would change from what to what, before anything is saved. */
export function PreviewList({ preview }: { preview: GradePreview }) {
  const { t } = useTranslation();
  const tagName = useTagName();
  const sampled = preview.looked_at < preview.customers;
  return (
    <section className="notice segment-preview" role="status" aria-label={t("segments.preview")}>
      <p>
        {sampled
          ? t("segments.preview_sample", {
              looked: formatNumber(preview.looked_at),
              all: formatNumber(preview.customers),
            })
          : t("segments.preview_all", { count: preview.customers, all: formatNumber(preview.customers) })}
      </p>
      {preview.moves.length === 0 && <p>{t("segments.preview_none")}</p>}
      <ul>
        {preview.moves.map((move) => (
          <li key={`${move.target}|${move.source}|${move.from}|${move.to}`}>
            {move.target === "tag"
              ? t(move.to ? "segments.gains" : "segments.loses", {
                  tag: tagName(move.source, move.to || move.from),
                  number: formatNumber(move.customers),
                  count: move.customers,
                })
              : t("segments.move", {
                  target: t(`segments.target.${move.target}`),
                  from: move.from || t("segments.nothing"),
                  to: move.to || t("segments.nothing"),
                  number: formatNumber(move.customers),
                  count: move.customers,
                })}{" "}
            {move.examples.map((id) => (
              <Link key={id} to="/customers/$id" params={{ id }} className="segment-example">
                {t("segments.example", { id })}
              </Link>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}
