import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { FilterSelect } from "@/components/filters/FilterSelect";
import { DataTable } from "@/components/ui/DataTable";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { PageHeader } from "@/components/ui/PageHeader";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { Tag } from "@/components/ui/Tag";
import type { PackState, PackVersion } from "@/lib/api/types";
import { formatDateTime, formatNumber } from "@/lib/format";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { useCreateDraft, versionsQuery } from "./api/packs";
import { Moves } from "./components/Moves";
import { VersionState } from "./components/VersionState";
import "./studio.css";

const route = getRouteApi("/app/rules/versions");
const states: readonly PackState[] = ["draft", "review", "shadow", "active", "retired"];

/** Every version of the pack, newest first: what waits for review, what is in force, what to roll back to. */
export function VersionsPage() {
  const { t } = useTranslation();
  const me = useMe();
  const search = route.useSearch();
  const navigate = useNavigate();
  const { data, error, refetch, isPending } = useQuery(versionsQuery);
  const create = useCreateDraft();
  const rows = data?.items.filter((version) => !search.state || version.state === search.state) ?? [];
  const open = (version: PackVersion) =>
    void navigate({ to: "/rules/versions/$id", params: { id: version.id } });
  return (
    <div className="page">
      <div className="page-inner">
        <PageHeader title={t("studio.versions")} hint={t("studio.versions_hint")}>
          <Link to="/rules">{t("studio.to_rules")}</Link>
          <FilterSelect
            label={t("studio.state")}
            any={t("studio.any_state")}
            value={search.state}
            options={states.map((value) => ({ value, label: t(`studio.states.${value}`) }))}
            onChange={(state) => void navigate({ to: "/rules/versions", search: { state }, replace: true })}
          />
          {can(me, "editRules") && (
            <Button
              type="primary"
              icon={<PlusOutlined aria-hidden />}
              loading={create.isPending}
              onClick={() => create.mutate({}, { onSuccess: open })}
            >
              {t("studio.create_draft")}
            </Button>
          )}
        </PageHeader>
        {data?.by_directory && (
          <div className="notice notice-warning" role="status">
            <span className="notice-text">{t("studio.by_directory")}</span>
          </div>
        )}
        {(error ?? create.error) && (
          <ErrorNotice error={error ?? create.error} onRetry={error ? () => void refetch() : undefined} />
        )}
        {isPending ? <SkeletonRows /> : <VersionTable versions={rows} />}
      </div>
    </div>
  );
}

function VersionTable({ versions }: { versions: readonly PackVersion[] }) {
  const { t } = useTranslation();
  return (
    <DataTable
      caption={t("studio.versions")}
      rows={versions}
      rowKey={(version) => version.id}
      empty={<EmptyState title={t("studio.no_versions")} />}
      columns={[
        {
          key: "id",
          title: t("studio.version_column"),
          nowrap: true,
          render: (version) => (
            <Link to="/rules/versions/$id" params={{ id: version.id }}>
              <strong>{t("studio.version", { id: version.id })}</strong>
            </Link>
          ),
        },
        {
          key: "state",
          title: t("studio.state"),
          nowrap: true,
          render: (version) => (
            <span className="version-state">
              <VersionState state={version.state} />
              {!version.valid && <Tag tone="high">{t("studio.invalid")}</Tag>}
            </span>
          ),
        },
        {
          key: "name",
          title: t("studio.pack_name"),
          nowrap: true,
          render: (version) => `${version.name} ${version.version}`,
        },
        {
          key: "rules",
          title: t("studio.rule_count"),
          align: "end",
          render: (version) => formatNumber(version.rules),
        },
        { key: "note", title: t("studio.note_column"), render: (version) => version.note },
        {
          key: "changed",
          title: t("studio.changed"),
          nowrap: true,
          render: (version) => <Who who={version.changed_by.name} at={version.changed_at} />,
        },
        {
          key: "published",
          title: t("studio.published"),
          nowrap: true,
          render: (version) =>
            version.published_at ? (
              <Who who={version.published_by?.name ?? ""} at={version.published_at} />
            ) : (
              "–"
            ),
        },
        {
          key: "acts",
          title: t("common.acts"),
          nowrap: true,
          render: (version) =>
            version.state === "retired" ? <Moves version={version} only={["active"]} /> : null,
        },
      ]}
    />
  );
}

function Who({ who, at }: { who: string; at: string }) {
  const { t } = useTranslation();
  return (
    <>
      <div>{who || t("studio.program")}</div>
      <time className="muted num" dateTime={at}>
        {formatDateTime(at)}
      </time>
    </>
  );
}
