import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { type Column, DataTable } from "@/components/ui/DataTable";
import { Tag } from "@/components/ui/Tag";
import type { PublicPool } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";
import { useRulesText } from "../rules";

/** Pools with how many are in them, and their rules in words. */
export function PoolTable({
  pools,
  onEdit,
}: {
  pools: readonly PublicPool[];
  onEdit?: (pool: PublicPool) => void;
}) {
  const { t } = useTranslation();
  const rules = useRulesText();
  const columns: Column<PublicPool>[] = [
    {
      key: "name",
      title: t("pools.name"),
      render: (pool) => (
        <span className="pool-lines">
          <Link to="/pools/$id" params={{ id: pool.id }} className="pool-name">
            {pool.name}
          </Link>
          {pool.line && <span className="muted">{pool.line}</span>}
          {!pool.open && <Tag tone="informational">{t("pools.closed")}</Tag>}
        </span>
      ),
    },
    {
      key: "customers",
      title: t("pools.customers"),
      align: "end",
      nowrap: true,
      render: (pool) => formatNumber(pool.customers),
    },
    { key: "claims", title: t("pools.claims"), render: (pool) => <Lines texts={rules(pool).claims} /> },
    { key: "returns", title: t("pools.returns"), render: (pool) => <Lines texts={rules(pool).returns} /> },
  ];
  if (onEdit) {
    columns.push({
      key: "acts",
      title: t("common.acts"),
      nowrap: true,
      render: (pool) => (
        <Button size="small" aria-label={t("pools.edit", { name: pool.name })} onClick={() => onEdit(pool)}>
          {t("common.edit")}
        </Button>
      ),
    });
  }
  return <DataTable caption={t("pools.title")} rows={pools} rowKey={(pool) => pool.id} columns={columns} />;
}

function Lines({ texts }: { texts: readonly string[] }) {
  return (
    <span className="pool-lines">
      {texts.map((text) => (
        <span key={text}>{text}</span>
      ))}
    </span>
  );
}
