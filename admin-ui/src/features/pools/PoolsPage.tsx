import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { poolsQuery } from "@/components/ownership/api";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { PageHeader } from "@/components/ui/PageHeader";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { Tabs } from "@/components/ui/Tabs";
import type { PublicPool } from "@/lib/api/types";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { PoolDrawer } from "./components/PoolDrawer";
import { PoolTable } from "./components/PoolTable";
import { ReturningList } from "./components/ReturningList";
import { readPoolsSearch } from "./filters";
import "./pools.css";

/** Customers whom nobody serves: where they are, by which rules they come and go, and who comes next. */
export function PoolsPage() {
  const { t } = useTranslation();
  const me = useMe();
  const search = readPoolsSearch(useSearch({ strict: false }));
  const navigate = useNavigate();
  const [form, setForm] = useState<{ pool: PublicPool | undefined }>();
  const manages = can(me, "managePools");
  const tabs = [
    {
      key: "pools",
      label: t("pools.title"),
      content: () => <PoolList onEdit={manages ? (pool) => setForm({ pool }) : undefined} />,
    },
    { key: "returning", label: t("pools.returning"), content: () => <ReturningList /> },
  ];
  return (
    <div className="page">
      <div className="page-inner">
        <PageHeader title={t("pools.title")} hint={t("pools.hint")}>
          {manages && (
            <Button
              type="primary"
              icon={<PlusOutlined aria-hidden />}
              onClick={() => setForm({ pool: undefined })}
            >
              {t("pools.create")}
            </Button>
          )}
        </PageHeader>
        <Tabs
          label={t("pools.title")}
          tabs={tabs}
          active={search.tab ?? "pools"}
          onChange={(tab) =>
            void navigate({ to: "/pools", search: tab === "pools" ? {} : { tab }, replace: true })
          }
        />
        {form && <PoolDrawer pool={form.pool} onClose={() => setForm(undefined)} />}
      </div>
    </div>
  );
}

function PoolList({ onEdit }: { onEdit?: (pool: PublicPool) => void }) {
  const { t } = useTranslation();
  const { data, error, refetch, isPending } = useQuery(poolsQuery);
  return (
    <div className="pool-tab">
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {isPending && <SkeletonRows />}
      {data?.items.length === 0 && <EmptyState title={t("pools.none")} hint={t("pools.none_hint")} />}
      {data && data.items.length > 0 && <PoolTable pools={data.items} onEdit={onEdit} />}
    </div>
  );
}
