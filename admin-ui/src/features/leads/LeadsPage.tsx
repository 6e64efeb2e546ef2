import { ReloadOutlined } from "@ant-design/icons";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { FilterBar } from "@/components/filters/FilterBar";
import { FilterSelect } from "@/components/filters/FilterSelect";
import { SearchBox } from "@/components/filters/SearchBox";
import { ImportButton } from "@/components/tables/ImportButton";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { MoreButton } from "@/components/ui/MoreButton";
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
  const query = useInfiniteQuery(leadsQuery(search));
  const { data, error, refetch, isPending, isFetching } = query;
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
            <ImportButton kind="leads" list="lead" members={members} onImported={changed} />
          )}
        </PageHeader>
        <FilterBar className="lead-filters">
          <SearchBox
            className="lead-who"
            label={t("leads.who")}
            hint={t("leads.who_hint")}
            most={100}
            value={search.who}
            onChange={(who) => set({ who })}
          />
          <FilterSelect
            label={t("leads.state")}
            any={t("leads.any_state")}
            value={search.state}
            options={states.map((value) => ({ value, label: t(`leads.states.${value}`) }))}
            onChange={(state) => set({ state })}
          />
          <Counts />
        </FilterBar>
        {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
        {isPending && !error && <SkeletonRows />}
        {data && leads.length === 0 && (
          <EmptyState title={t(search.who || search.state ? "leads.none_found" : "leads.empty")} />
        )}
        {leads.length > 0 && <LeadTable leads={leads} />}
        <MoreButton pages={query} />
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
      {t("leads.counts", { all: data.new + data.duplicate + data.arrived, count: data.duplicate })}
    </p>
  );
}
