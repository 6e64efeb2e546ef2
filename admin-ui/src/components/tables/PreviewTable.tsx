import { CheckCircleFilled, WarningFilled } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { NativeSelect } from "@/components/ui/NativeSelect";
import { Tag } from "@/components/ui/Tag";
import type { LeadPreview } from "@/lib/api/types";
import type { TableKind } from "./api";
import { useFaultText } from "./faults";
import "./tables.css";

/** The first rows of a file, each column with its meaning and each row with what would become of it. */
export function PreviewTable({
  kind,
  members,
  preview,
  busy,
  onChange,
}: {
  kind: TableKind;
  members: readonly string[];
  preview: LeadPreview;
  busy: boolean;
  onChange: (heading: string, member: string) => void;
}) {
  const { t } = useTranslation();
  const options = [
    { value: "", label: t("leads.left_out") },
    { value: "fields", label: t("leads.own_field") },
    ...members.map((member) => ({ value: member, label: t(`${kind}.members.${member}`) })),
  ];
  const seen = { count: preview.good, bad: preview.bad };
  return (
    <>
      <p role="status">{t(preview.whole ? "leads.looked_at_all" : "leads.looked_at", seen)}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="data-table-scroll table-preview" tabIndex={0} aria-label={t("leads.preview")}>
        <table className="data-table" aria-busy={busy}>
          <caption className="visually-hidden">{t("leads.preview")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("leads.line")}</th>
              {preview.columns.map((column) => (
                <th key={column.heading} scope="col">
                  <span className="table-heading">
                    {column.heading || "–"}
                    {column.heading && (
                      <NativeSelect
                        label={t("leads.meaning_of", { heading: column.heading })}
                        value={options.some((one) => one.value === column.member) ? column.member : "fields"}
                        options={options}
                        onChange={(member) => onChange(column.heading, member)}
                      />
                    )}
                  </span>
                </th>
              ))}
              <th scope="col">{t("leads.outcome")}</th>
            </tr>
          </thead>
          <tbody>
            {preview.rows.map((row) => (
              <tr key={row.line}>
                <td className="num">{row.line}</td>
                {preview.columns.map((column, index) => (
                  <td key={column.heading}>{row.cells[index] ?? ""}</td>
                ))}
                <td>
                  <Outcome kind={kind} problem={row.problem} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

function Outcome({ kind, problem }: { kind: TableKind; problem: string }) {
  const { t } = useTranslation();
  const faultText = useFaultText(kind);
  return problem ? (
    <Tag tone="medium" icon={<WarningFilled aria-hidden />}>
      {faultText(problem)}
    </Tag>
  ) : (
    <Tag tone="ok" icon={<CheckCircleFilled aria-hidden />}>
      {t("leads.taken")}
    </Tag>
  );
}
