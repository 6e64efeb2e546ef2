import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { countedTagsQuery } from "@/components/tags/api";
import { useTagCode } from "@/components/tags/code";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { PageHeader } from "@/components/ui/PageHeader";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { Tabs } from "@/components/ui/Tabs";
import { Tag } from "@/components/ui/Tag";
import type { TagCatalogue } from "@/lib/api/types";
import { formatShort } from "@/lib/format";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { EditDialog, type Edited, MakeDialog } from "./components/TagDialogs";
import { TagTable } from "./components/TagTable";
import { WishList } from "./components/WishList";
import "./tags.css";

/** The company's tags as its platform has them, and what is being written there. */
export function TagsPage() {
  const { t } = useTranslation();
  const me = useMe();
  const search = useSearch({ strict: false }) as { tab?: string };
  const navigate = useNavigate();
  const { data, error, refetch, isPending } = useQuery(countedTagsQuery);
  const [making, setMaking] = useState(false);
  const [edited, setEdited] = useState<Edited>();
  const manages = can(me, "manageTags") && (data?.companies.some((one) => one.writable) ?? false);
  const list = () => (
    <div className="tag-tab">
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {isPending && <SkeletonRows />}
      {data?.groups.length === 0 && <EmptyState title={t("tags.empty")} hint={t("tags.empty_hint")} />}
      {data?.groups.map((group) => (
        <TagTable
          key={`${group.source}|${group.id}`}
          group={group}
          company={data.companies.length > 1 ? group.source : ""}
          onEdit={manages ? setEdited : undefined}
        />
      ))}
    </div>
  );
  const tabs = [
    { key: "tags", label: t("tags.tab_tags"), content: list },
    { key: "wishes", label: t("tags.tab_wishes"), content: () => <WishList /> },
  ];
  return (
    <div className="page">
      <div className="page-inner">
        <PageHeader title={t("tags.title")} hint={t("tags.hint")}>
          {manages && (
            <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setMaking(true)}>
              {t("tags.new")}
            </Button>
          )}
        </PageHeader>
        {data && <Companies companies={data.companies} />}
        {can(me, "seeTagWishes") ? (
          <Tabs
            label={t("tags.title")}
            tabs={tabs}
            active={search.tab ?? "tags"}
            onChange={(tab) =>
              void navigate({ to: "/tags", search: tab === "tags" ? {} : { tab }, replace: true })
            }
          />
        ) : (
          list()
        )}
        {making && data && <MakeDialog catalogue={data} onClose={() => setMaking(false)} />}
        {edited && <EditDialog edited={edited} onClose={() => setEdited(undefined)} />}
      </div>
    </div>
  );
}

function Companies({ companies }: { companies: TagCatalogue["companies"] }) {
  const { t } = useTranslation();
  const code = useTagCode();
  return (
    <ul className="tag-companies">
      {companies.map((one) => (
        <li key={one.source}>
          {companies.length > 1 && <strong>{one.source}</strong>}
          <span className="muted">
            {one.read_at ? t("tags.read_at", { time: formatShort(one.read_at) }) : t("tags.never_read")}
          </span>
          {one.waiting > 0 && <Tag tone="medium">{t("tags.waiting", { count: one.waiting })}</Tag>}
          {one.problem && <Tag tone="high">{t("tags.problem", { why: code(one.problem) })}</Tag>}
          {!one.writable && <Tag tone="informational">{t("tags.no_platform")}</Tag>}
        </li>
      ))}
    </ul>
  );
}
