import { PlusOutlined } from "@ant-design/icons";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PageHeader } from "@/components/ui/PageHeader";
import { Tabs } from "@/components/ui/Tabs";
import type { AllocationRule } from "@/lib/api/types";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { CalendarForm } from "./components/CalendarForm";
import { DecisionList } from "./components/DecisionList";
import { RuleDrawer } from "./components/RuleDrawer";
import { RuleTable } from "./components/RuleTable";
import { WaitingList } from "./components/WaitingList";
import { type AllocationSearch, readAllocationSearch } from "./filters";
import "./allocation.css";

/** Who gets customers whom nobody serves: the rules, who waits, and why everybody got whom he got. */
export function AllocationPage() {
  const { t } = useTranslation();
  const manages = can(useMe(), "manageAllocation");
  const search = readAllocationSearch(useSearch({ strict: false }));
  const navigate = useNavigate();
  const [form, setForm] = useState<{ rule: AllocationRule | undefined }>();
  const change = (part: AllocationSearch) =>
    void navigate({ to: "/allocation", search: { ...search, ...part }, replace: true });
  const onEdit = manages ? (rule: AllocationRule) => setForm({ rule }) : undefined;
  const tabs = [
    { key: "rules", label: t("allocation.rules"), content: () => <RuleTable onEdit={onEdit} /> },
    { key: "waiting", label: t("allocation.waiting"), content: () => <WaitingList /> },
    {
      key: "decisions",
      label: t("allocation.decisions"),
      content: () => <DecisionList search={search} onChange={change} />,
    },
    { key: "calendar", label: t("allocation.calendar"), content: () => <CalendarForm manages={manages} /> },
  ];
  return (
    <div className="page">
      <div className="page-inner">
        <PageHeader title={t("allocation.title")} hint={t("allocation.hint")}>
          {manages && (
            <Button
              type="primary"
              icon={<PlusOutlined aria-hidden />}
              onClick={() => setForm({ rule: undefined })}
            >
              {t("allocation.create")}
            </Button>
          )}
        </PageHeader>
        <Tabs
          label={t("allocation.title")}
          tabs={tabs}
          active={search.tab ?? "rules"}
          onChange={(tab) =>
            void navigate({ to: "/allocation", search: tab === "rules" ? {} : { tab }, replace: true })
          }
        />
        {form && <RuleDrawer rule={form.rule} onClose={() => setForm(undefined)} />}
      </div>
    </div>
  );
}
