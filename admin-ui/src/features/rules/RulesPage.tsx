import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { DataTable } from "@/components/ui/DataTable";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { PageHeader } from "@/components/ui/PageHeader";
import { SeverityTag } from "@/components/ui/Severity";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import type { Rule } from "@/lib/api/types";
import { formatDateTime } from "@/lib/format";
import { useBilingual, useCodeText } from "@/lib/i18n";
import { packQuery, rulesQuery } from "./api/rules";

const route = getRouteApi("/app/rules");

/** The rules that judge every message, to read. */
export function RulesPage() {
  const { t } = useTranslation();
  const title = useBilingual();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { data: pack } = useQuery(packQuery);
  const { data, error, refetch, isPending } = useQuery(rulesQuery);
  const words = search.q?.toLowerCase() ?? "";
  const rows = (data?.items ?? []).filter(
    (rule) =>
      (!search.category || rule.category === search.category) &&
      `${title(rule.title)} ${title(rule.description)} ${rule.id}`.toLowerCase().includes(words),
  );
  const change = (part: typeof search) => void navigate({ search: { ...search, ...part }, replace: true });
  return (
    <div className="page">
      <div className="page-inner">
        <PageHeader title={t("nav.rules")} hint={pack && packText(t, pack.pack)}>
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
          <Input.Search
            aria-label={t("rules.find")}
            placeholder={t("rules.find")}
            allowClear
            defaultValue={search.q}
            onSearch={(q) => change({ q: q || undefined })}
          />
        </PageHeader>
        {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
        {isPending ? <SkeletonRows /> : <RuleTable rules={rows} />}
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
    rules: pack.rules,
    time,
    digest: pack.digest.slice(0, 12),
  });
}

function RuleTable({ rules }: { rules: readonly Rule[] }) {
  const { t } = useTranslation();
  const title = useBilingual();
  const codeText = useCodeText();
  return (
    <DataTable
      caption={t("nav.rules")}
      rows={rules}
      rowKey={(rule) => rule.id}
      empty={<EmptyState title={t("rules.none")} />}
      columns={[
        { key: "title", title: t("rules.title"), render: (rule) => <strong>{title(rule.title)}</strong> },
        {
          key: "category",
          title: t("rules.category"),
          nowrap: true,
          render: (rule) => codeText("category", rule.category),
        },
        {
          key: "severity",
          title: t("rules.severity"),
          render: (rule) => <SeverityTag severity={rule.severity} />,
        },
        {
          key: "status",
          title: t("rules.status"),
          nowrap: true,
          render: (rule) => t(`rules.statuses.${rule.status}`),
        },
        { key: "description", title: t("rules.description"), render: (rule) => title(rule.description) },
        {
          key: "id",
          title: t("rules.id"),
          render: (rule) => (
            <span className="mono muted">
              {rule.id} · {rule.version}
            </span>
          ),
        },
      ]}
    />
  );
}
