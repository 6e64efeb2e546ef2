import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { type Column, DataTable } from "@/components/ui/DataTable";
import type { TagCatalogue } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";
import type { Edited } from "./TagDialogs";

type Group = TagCatalogue["groups"][number];
type Row = Group["tags"][number];

/** The tags of one group, the first in front; a tag leads to the customers who have it. */
export function TagTable({
  group,
  company,
  onEdit,
}: {
  group: Group;
  company: string;
  onEdit?: (edited: Edited) => void;
}) {
  const { t } = useTranslation();
  const name = group.name || t("tags.no_group");
  const columns: Column<Row>[] = [
    {
      key: "name",
      title: t("tags.tag"),
      render: (tag) => (
        <Link to="/customers" search={{ tag: tag.name }} className="tag-name">
          {tag.name}
        </Link>
      ),
    },
    {
      key: "contacts",
      title: t("tags.contacts"),
      align: "end",
      nowrap: true,
      render: (tag) => formatNumber(tag.contacts),
    },
  ];
  if (onEdit)
    columns.push({
      key: "acts",
      title: t("common.acts"),
      nowrap: true,
      render: (tag) => (
        <Button
          size="small"
          aria-label={t("tags.change_tag", { name: tag.name })}
          onClick={() =>
            onEdit({ source: group.source, id: tag.id, name: tag.name, order: tag.order, group: false })
          }
        >
          {t("common.edit")}
        </Button>
      ),
    });
  return (
    <section className="tag-group">
      <h2>
        {name} {company && <span className="muted">{company}</span>}
        {onEdit && group.id && (
          <Button
            size="small"
            aria-label={t("tags.change_group", { name })}
            onClick={() =>
              onEdit({ source: group.source, id: group.id, name, order: group.order, group: true })
            }
          >
            {t("common.edit")}
          </Button>
        )}
      </h2>
      <DataTable caption={name} rows={group.tags} rowKey={(tag) => tag.id} columns={columns} />
    </section>
  );
}
