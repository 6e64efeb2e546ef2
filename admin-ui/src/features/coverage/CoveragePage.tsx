import { ReloadOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { PageHeader } from "@/components/ui/PageHeader";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { Tabs } from "@/components/ui/Tabs";
import type { Coverage } from "@/lib/api/types";
import { useCodeText } from "@/lib/i18n";
import { coverageQuery } from "./api/coverage";
import { BindingsOf } from "./components/BindingsOf";
import { ConsentReport } from "./components/ConsentReport";
import { Gaps } from "./components/Gaps";
import { Overview } from "./components/Overview";
import { type CoverageSearch, readCoverageSearch } from "./filters";
import "./coverage.css";

const route = getRouteApi("/app/coverage");

/** How far the archive reaches, what customers said to it, and what to mend. */
export function CoveragePage() {
  const { t } = useTranslation();
  const search = readCoverageSearch(route.useSearch());
  const navigate = route.useNavigate();
  const set = (change: CoverageSearch) => void navigate({ search: { ...search, ...change }, replace: true });
  const { data, error, refetch, isPending, isFetching } = useQuery(coverageQuery);
  return (
    <div className="page">
      <div className="page-inner">
        <PageHeader title={t("coverage.title")} hint={t("coverage.hint")}>
          <Button icon={<ReloadOutlined aria-hidden />} loading={isFetching} onClick={() => void refetch()}>
            {t("common.refresh")}
          </Button>
        </PageHeader>
        {data && <Troubles coverage={data} />}
        <Tabs
          label={t("coverage.title")}
          active={search.tab ?? "reach"}
          onChange={(tab) => set({ tab: tab === "consents" || tab === "bindings" ? tab : undefined })}
          tabs={[
            {
              key: "reach",
              label: t("coverage.tab_reach"),
              content: () => (
                <>
                  {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
                  {isPending && !error && <SkeletonRows />}
                  {data && <Reach coverage={data} search={search} set={set} />}
                </>
              ),
            },
            {
              key: "consents",
              label: t("coverage.tab_consents"),
              content: () => <ConsentReport filter={search} onChange={set} />,
            },
            {
              key: "bindings",
              label: t("coverage.tab_bindings"),
              content: () => (
                <BindingsOf employee={search.employee} onChange={(employee) => set({ employee })} />
              ),
            },
          ]}
        />
      </div>
    </div>
  );
}

/** Why a platform does not tell; the rest goes on. */
function Troubles({ coverage }: { coverage: Coverage }) {
  const { t } = useTranslation();
  const codeText = useCodeText();
  return coverage.asking
    .filter((one) => one.problem)
    .map((one) => (
      <div key={one.source} className="coverage-trouble" role="status">
        <strong>{t("coverage.trouble", { source: one.source })}</strong>
        <p>{codeText("problems", one.problem!)}</p>
        <p className="muted">{t("coverage.trouble_hint")}</p>
      </div>
    ));
}

function Reach({
  coverage,
  search,
  set,
}: {
  coverage: Coverage;
  search: CoverageSearch;
  set: (change: CoverageSearch) => void;
}) {
  const { t } = useTranslation();
  const companies = coverage.items.filter((one) => one.department_id === null);
  if (companies.length === 0)
    return <EmptyState title={t("coverage.nobody")} hint={t("coverage.nobody_hint")} />;
  return (
    <>
      {companies.map((whole) => (
        <Overview
          key={whole.source}
          whole={whole}
          named={companies.length > 1}
          parts={coverage.items.filter((one) => one.source === whole.source && one.department_id !== null)}
        />
      ))}
      <Gaps coverage={coverage} open={search.gap} onOpen={(gap) => set({ gap })} />
    </>
  );
}
