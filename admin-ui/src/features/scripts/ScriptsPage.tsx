import { FolderAddOutlined, PlusOutlined } from "@ant-design/icons";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FilterBar } from "@/components/filters/FilterBar";
import { FilterSelect } from "@/components/filters/FilterSelect";
import { SearchBox } from "@/components/filters/SearchBox";
import { type Column, DataTable } from "@/components/ui/DataTable";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { MoreButton } from "@/components/ui/MoreButton";
import { NativeSelect } from "@/components/ui/NativeSelect";
import { PageHeader } from "@/components/ui/PageHeader";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { Tag } from "@/components/ui/Tag";
import type { Script, ScriptFolder } from "@/lib/api/types";
import { dayOf, formatNumber } from "@/lib/format";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { foldersQuery, kindOf, kinds, type ScriptSearch, scriptsQuery } from "./api/scripts";
import { FolderDialog } from "./components/FolderDialog";
import { ScriptDialog } from "./components/ScriptDialog";
import { folderOptions } from "./folders";
import { validityOf } from "./prices";
import "./scripts.css";

const route = getRouteApi("/app/scripts");

type Open = { script?: Script } | { folder?: ScriptFolder; kind: "folder" };

/** What reps may send: texts, price sheets and files in folders, with how often each was used. */
export function ScriptsPage() {
  const { t } = useTranslation();
  const me = useMe();
  const edits = can(me, "editScripts");
  const search: ScriptSearch = route.useSearch();
  const navigate = route.useNavigate();
  const [open, setOpen] = useState<Open>();
  const folders = useQuery(foldersQuery);
  const query = useInfiniteQuery(scriptsQuery(search));
  const { data, error, refetch, isPending } = query;
  const change = (part: ScriptSearch) =>
    void navigate({ search: (old: ScriptSearch) => ({ ...old, ...part }), replace: true });
  const all = folders.data?.items ?? [];
  const here = all.find((folder) => folder.id === search.folder);
  const scripts = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="page">
      <div className="page-inner">
        <PageHeader title={t("scripts.title")} hint={t("scripts.hint")}>
          {edits && (
            <>
              <Button
                icon={<FolderAddOutlined aria-hidden />}
                onClick={() => setOpen({ kind: "folder", folder: here })}
              >
                {here ? t("scripts.edit_folder") : t("scripts.add_folder")}
              </Button>
              <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setOpen({})}>
                {t("scripts.add")}
              </Button>
            </>
          )}
        </PageHeader>
        <FilterBar className="script-filters">
          <NativeSelect
            label={t("scripts.folder")}
            value={search.folder ?? ""}
            options={folderOptions(all, t("scripts.all_folders"))}
            onChange={(folder) => change({ folder: folder || undefined })}
          />
          <FilterSelect
            label={t("scripts.kind")}
            any={t("scripts.all_kinds")}
            value={kindOf(search)}
            options={kinds.map((value) => ({ value, label: t(`scripts.kinds.${value}`) }))}
            onChange={(kind) => change({ kind })}
          />
          <SearchBox
            className="script-search"
            label={t("scripts.search")}
            most={100}
            value={search.q}
            onChange={(q) => change({ q })}
          />
        </FilterBar>
        {(error ?? folders.error) && (
          <ErrorNotice error={(error ?? folders.error)!} onRetry={() => void refetch()} />
        )}
        {isPending && <SkeletonRows />}
        {data && (
          <DataTable
            caption={t("scripts.title")}
            columns={columns(t, all, edits ? (script) => setOpen({ script }) : undefined)}
            rows={scripts}
            rowKey={(script) => script.id}
            empty={<EmptyState title={t("scripts.none")} />}
          />
        )}
        <MoreButton pages={query} />
        {open && "kind" in open && (
          <FolderDialog
            folder={open.folder}
            folders={all}
            onClose={(gone) => {
              setOpen(undefined);
              if (gone) change({ folder: undefined });
            }}
          />
        )}
        {open && !("kind" in open) && (
          <ScriptDialog
            script={open.script}
            folders={all}
            folder={search.folder ?? null}
            onClose={() => setOpen(undefined)}
          />
        )}
      </div>
    </div>
  );
}

/** Whether a sheet holds, and for how long. */
function ValidityTag({ script }: { script: Script }) {
  const { t } = useTranslation();
  const validity = validityOf(script.valid_from, script.valid_until, dayOf(new Date().toISOString()));
  if (!validity)
    return (
      script.valid_until && <Tag tone="low">{t("scripts.validity.until", { day: script.valid_until })}</Tag>
    );
  return (
    <Tag tone={validity === "future" ? "informational" : validity === "ending" ? "medium" : "high"}>
      {t(`scripts.validity.${validity}`, {
        day: validity === "future" ? script.valid_from : script.valid_until,
      })}
    </Tag>
  );
}

function columns(
  t: ReturnType<typeof useTranslation>["t"],
  folders: readonly ScriptFolder[],
  onEdit: ((script: Script) => void) | undefined,
): Column<Script>[] {
  const titleOf = (id: string | null) => folders.find((folder) => folder.id === id)?.title ?? "";
  return [
    {
      key: "title",
      title: t("scripts.name"),
      render: (script) => (
        <div className="script-cell">
          <strong>{script.title}</strong>
          {!script.active && <Tag tone="informational">{t("scripts.off")}</Tag>}
          {script.kind === "price" && <Tag tone="informational">{t("scripts.kinds.price")}</Tag>}
          <ValidityTag script={script} />
          {script.tags.map((tag) => (
            <Tag key={tag} tone="low">
              {tag}
            </Tag>
          ))}
          <p className="muted script-text">{script.text}</p>
          {script.rows.length > 0 && (
            <p className="muted">
              {t("scripts.prices.count", { count: script.rows.length })} ·{" "}
              {script.rows
                .slice(0, 3)
                .map((row) => `${row.item} ${row.price} ${row.currency}`)
                .join("；")}
            </p>
          )}
        </div>
      ),
    },
    { key: "folder", title: t("scripts.folder"), render: (script) => titleOf(script.folder_id) },
    {
      key: "file",
      title: t("scripts.file"),
      render: (script) =>
        script.file && (
          <a href={script.file.url} target="_blank" rel="noreferrer">
            {script.file.name}
          </a>
        ),
    },
    {
      key: "copied",
      title: t("scripts.copied"),
      align: "end",
      render: (script) => formatNumber(script.copied),
    },
    { key: "sent", title: t("scripts.sent"), align: "end", render: (script) => formatNumber(script.sent) },
    {
      key: "edit",
      title: t("common.edit"),
      render: (script) =>
        onEdit && (
          <Button
            size="small"
            aria-label={`${t("common.edit")} ${script.title}`}
            onClick={() => onEdit(script)}
          >
            {t("common.edit")}
          </Button>
        ),
    },
  ];
}
