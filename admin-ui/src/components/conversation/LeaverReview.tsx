import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatDateTime } from "@/lib/format";
import { asDetail, type Detail, isoOf, listOf, numberOf, textOf } from "./detail";

/** What somebody did in his last days before he left, as the server summed it up (server/customers/leaver_desk.h). */
export default function LeaverReview({ detail }: { detail: Detail }) {
  const { t } = useTranslation();
  const since = isoOf(numberOf(detail, "since"));
  const count = (key: string) => numberOf(detail, key) ?? 0;
  const deletions = listOf(detail, "deletions").map(asDetail);
  const exports = Object.entries(asDetail(detail.exports)).filter(([, times]) => typeof times === "number");
  return (
    <>
      {since && <p className="muted">{t("leaver.since", { time: formatDateTime(since) })}</p>}
      <ul className="message-parts">
        <li>{t("leaver.deleted", { count: count("deleted") })}</li>
        <li>
          {t("leaver.exported", { count: count("exported") })}
          {exports.length > 0 &&
            `${t("leaver.colon")}${exports
              .map(([what, times]) => `${t(`leaver.export.${what}`, { defaultValue: what })} ${times}`)
              .join(" · ")}`}
        </li>
        <li>{t("leaver.looks", { count: count("looks") })}</li>
        <li>{t("leaver.alerts", { count: count("alerts") })}</li>
      </ul>
      {deletions.length > 0 && (
        <ol className="message-parts" aria-label={t("leaver.deletions")}>
          {deletions.map((one) => {
            const id = textOf(one, "customer");
            const name = textOf(one, "name") || t("leaver.unnamed");
            const at = isoOf(numberOf(one, "at"));
            return (
              <li key={`${id}|${at}`}>
                {id && id !== "0" ? (
                  <Link to="/customers/$id" params={{ id }}>
                    {name}
                  </Link>
                ) : (
                  name
                )}
                {at && <span className="muted num"> {formatDateTime(at)}</span>}
              </li>
            );
          })}
        </ol>
      )}
    </>
  );
}
