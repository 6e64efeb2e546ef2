import { ReloadOutlined, UploadOutlined } from "@ant-design/icons";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ImportDialog } from "@/components/tables/ImportDialog";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { NativeSelect } from "@/components/ui/NativeSelect";
import { PageHeader } from "@/components/ui/PageHeader";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import type { LeadState } from "@/lib/api/types";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { leadCountsQuery, leadsQuery, useLeadsChanged } from "./api/leads";
import { LeadTable } from "./components/LeadTable";
import { readLeadSearch } from "./filters";
import "./leads.css";

const members = [
  "id",
  "time",
  "name",
  "phone",
  "wechat",
  "email",
  "unionid",
  "company",
  "source",
  "channel",
  "campaign",
  "region",
  "interest",
  "note",
];

const states: readonly LeadState[] = ["new", "duplicate", "arrived"];

/** Who asked to be called, the last to arrive first. */
export function LeadsPage() {
  const { t } = useTranslation();
  const me = useMe();
  const search = readLeadSearch(useSearch({ strict: false }));
  const navigate = useNavigate();
  const set = (change: Partial<typeof search>) =>
    void navigate({ to: "/leads", search: { ...search, ...change }, replace: true });
  const { data, error, refetch, isPending, isFetching, hasNextPage, fetchNextPage } = useInfiniteQuery(
    leadsQuery(search),
  );
  const [importing, setImporting] = useState(false);
  const changed = useLeadsChanged();
  const leads = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="page">
      <div className="page-inner">
        <PageHeader title={t("leads.title")} hint={t("leads.hint")}>
          <Button icon={<ReloadOutlined aria-hidden />} loading={isFetching} onClick={() => void refetch()}>
            {t("common.refresh")}
          </Button>
          {can(me, "importLeads") && (
            <Button type="primary" icon={<UploadOutlined aria-hidden />} onClick={() => setImporting(true)}>
              {t("leads.import")}
            </Button>
          )}
        </PageHeader>
        <search className="lead-filters">
          <Input.Search
            key={search.who}
            className="lead-who"
            allowClear
            maxLength={100}
            defaultValue={search.who}
            placeholder={t("leads.who_hint")}
            aria-label={t("leads.who")}
            onSearch={(text) => set({ who: text.trim() || undefined })}
          />
          <NativeSelect
            label={t("leads.state")}
            value={search.state ?? ""}
            options={[
              { value: "", label: t("leads.any_state") },
              ...states.map((state) => ({ value: state, label: t(`leads.states.${state}`) })),
            ]}
            onChange={(state) => set({ state: (state || undefined) as LeadState | undefined })}
          />
          <Counts />
        </search>
        {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
        {isPending && !error && <SkeletonRows />}
        {data && leads.length === 0 && (
          <EmptyState title={t(search.who || search.state ? "leads.none_found" : "leads.empty")} />
        )}
        {leads.length > 0 && <LeadTable leads={leads} />}
        {hasNextPage && (
          <Button loading={isFetching} onClick={() => void fetchNextPage()}>
            {t("common.more")}
          </Button>
        )}
        {importing && (
          <ImportDialog
            kind="leads"
            list="lead"
            members={members}
            onImported={changed}
            onClose={() => setImporting(false)}
          />
        )}
      </div>
    </div>
  );
}

function Counts() {
  const { t } = useTranslation();
  const { data } = useQuery(leadCountsQuery);
  if (!data) return null;
  return (
    <p className="muted lead-counts">
      {t("leads.counts", { all: data.new + data.duplicate + data.arrived, duplicate: data.duplicate })}
    </p>
  );
}
