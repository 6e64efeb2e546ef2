import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { PageHeader } from "@/components/ui/PageHeader";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { formatDateTime } from "@/lib/format";
import { useBilingual } from "@/lib/i18n";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { versionsQuery } from "./api/packs";
import { packQuery, rulesQuery } from "./api/rules";
import { RuleTable } from "./components/RuleTable";
import { select } from "./select";
import "./studio.css";

const route = getRouteApi("/app/rules");
const statuses = ["stable", "experimental", "test", "deprecated"] as const;

/** The rules that judge every message: how often each fires, how often it is wrong, and the way into the studio. */
export function RulesPage() {
  const { t } = useTranslation();
  const title = useBilingual();
  const me = useMe();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { data: pack } = useQuery(packQuery);
  const { data, error, refetch, isPending } = useQuery(rulesQuery);
  const studio = can(me, "seeVersions");
  const { data: versions } = useQuery({ ...versionsQuery, enabled: studio });
  const active = versions?.items.find((version) => version.state === "active");
  const waiting = versions?.items.filter((version) => version.state === "review").length ?? 0;
  const change = (part: typeof search) => void navigate({ search: { ...search, ...part }, replace: true });
  return (
    <div className="page">
      <div className="page-inner">
        <PageHeader title={t("nav.rules")} hint={pack && packText(t, pack.pack)}>
          {studio && (
            <Link to="/rules/versions" className="studio-entry">
              {waiting > 0 ? t("studio.entry_waiting", { count: waiting }) : t("studio.entry")}
            </Link>
          )}
          <Select
            aria-label={t("rules.category")}
            placeholder={t("rules.category")}
            allowClear
            popupMatchSelectWidth={false}
            value={search.category}
            onChange={(category) => change({ category })}
            options={pack?.items.map((item) => ({
              value: item.category,
              label: title(item.title) || item.category,
            }))}
          />
          <Select
            aria-label={t("rules.status")}
            placeholder={t("rules.status")}
            allowClear
            popupMatchSelectWidth={false}
            value={search.status}
            onChange={(status) => change({ status })}
            options={statuses.map((status) => ({ value: status, label: t(`rules.statuses.${status}`) }))}
          />
          <Input.Search
            aria-label={t("rules.find")}
            placeholder={t("rules.find")}
            allowClear
            defaultValue={search.q}
            onSearch={(q) => change({ q: q || undefined })}
          />
        </PageHeader>
        {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
        {isPending ? (
          <SkeletonRows />
        ) : (
          <RuleTable
            rules={select(data?.items ?? [], search, title)}
            sort={search.sort}
            version={active?.id}
            onSort={(sort) => change({ sort })}
          />
        )}
      </div>
    </div>
  );
}

function packText(
  t: (key: string, params: Record<string, unknown>) => string,
  pack: { name: string; version: string; rules: number; loaded_at: string | null; digest: string },
): string {
  const time = pack.loaded_at ? formatDateTime(pack.loaded_at) : "–";
  return t("rules.pack", {
    name: pack.name,
    version: pack.version,
    count: pack.rules,
    time,
    digest: pack.digest.slice(0, 12),
  });
}
