import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { nameOfPerson } from "@/components/ownership/ledger";
import { DataTable } from "@/components/ui/DataTable";
import { EmptyState } from "@/components/ui/EmptyState";
import { Tag } from "@/components/ui/Tag";
import type { KnownCustomer, Ownership } from "@/lib/api/types";
import { formatDateTime } from "@/lib/format";
import type { Known } from "../api/duplicates";
import { ClaimDialog } from "./ClaimDialog";

interface Props {
  items: readonly KnownCustomer[];
  /** What was asked. */
  known: Known;
}

/** From here on a match names one person for certain. */
const sure = 85;

/** Who somebody may be already, the surest first. */
export function KnownList({ items, known }: Props) {
  const { t } = useTranslation();
  const [claimed, setClaimed] = useState<{ customer: KnownCustomer; ownership: Ownership }>();
  return (
    <div className="duplicate-known">
      <DataTable
        caption={t("duplicates.found")}
        rows={items}
        rowKey={(one) => `${one.id}|${one.name}|${one.corp_name}|${one.last_at}`}
        empty={<EmptyState title={t("duplicates.nobody")} />}
        columns={[
          {
            key: "customer",
            title: t("duplicates.customer"),
            render: (one) => (
              <span className="duplicate-lines">
                {one.id ? (
                  <Link to="/customers/$id" params={{ id: one.id }}>
                    {one.name || t("duplicates.unnamed")}
                  </Link>
                ) : (
                  <strong>{one.name || t("duplicates.unnamed")}</strong>
                )}
                {one.corp_name && <span className="muted">{one.corp_name}</span>}
              </span>
            ),
          },
          {
            key: "by",
            title: t("duplicates.why"),
            render: (one) => (
              <span className="duplicate-lines">
                <span>
                  <Tag tone={one.confidence >= sure ? "medium" : "informational"}>
                    {t("duplicates.sure", { percent: one.confidence })}
                  </Tag>
                </span>
                <span className="muted">
                  {one.by.map((reason) => t(`duplicates.by.${reason}`)).join(t("duplicates.and"))}
                </span>
              </span>
            ),
          },
          {
            key: "owner",
            title: t("duplicates.owner"),
            render: (one) => (
              <span className="duplicate-lines">
                {one.ownership.length === 0 && <span className="muted">{t("ownership.nobody")}</span>}
                {one.ownership.map((line) => (
                  <span key={line.line}>
                    {line.owner
                      ? nameOfPerson(line.owner)
                      : line.pool
                        ? t("ownership.in_pool", { pool: line.pool.name })
                        : t("ownership.nobody")}
                    {line.owner?.department && <span className="muted"> {line.owner.department}</span>}
                    {line.line && <span className="muted"> · {line.line}</span>}
                  </span>
                ))}
              </span>
            ),
          },
          {
            key: "last",
            title: t("duplicates.last"),
            nowrap: true,
            render: (one) => <span className="num">{one.last_at ? formatDateTime(one.last_at) : "–"}</span>,
          },
          {
            key: "acts",
            title: t("common.acts"),
            render: (one) =>
              one.ownership
                .filter((line) => line.owner && (one.id || one.confidence >= sure))
                .map((line) => (
                  <Button
                    key={line.line}
                    size="small"
                    onClick={() => setClaimed({ customer: one, ownership: line })}
                  >
                    {t("duplicates.dispute")}
                  </Button>
                )),
          },
        ]}
      />
      {claimed && (
        <ClaimDialog
          customer={claimed.customer}
          ownership={claimed.ownership}
          known={known}
          onClose={() => setClaimed(undefined)}
        />
      )}
    </div>
  );
}
