import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PageHeader } from "@/components/ui/PageHeader";
import { Tabs } from "@/components/ui/Tabs";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { FieldsTab } from "./components/FieldsTab";
import { RulesTab } from "./components/RulesTab";
import { SegmentsTab } from "./components/SegmentsTab";
import { readSegmentsSearch } from "./filters";
import "./segments.css";

/** Who belongs together, by which rules customers are graded, and what is kept about them. */
export function SegmentsPage() {
  const { t } = useTranslation();
  const me = useMe();
  const search = readSegmentsSearch(useSearch({ strict: false }));
  const navigate = useNavigate();
  const tabs = [
    { key: "segments", label: t("segments.title"), content: () => <SegmentsTab /> },
    ...(can(me, "seeGrading")
      ? [{ key: "rules", label: t("segments.rules"), content: () => <RulesTab /> }]
      : []),
    { key: "fields", label: t("segments.fields"), content: () => <FieldsTab /> },
  ];
  return (
    <div className="page">
      <div className="page-inner">
        <PageHeader title={t("nav.segments")} hint={t("segments.hint")} />
        <Tabs
          label={t("nav.segments")}
          tabs={tabs}
          active={search.tab ?? "segments"}
          onChange={(tab) =>
            void navigate({ to: "/segments", search: tab === "segments" ? {} : { tab }, replace: true })
          }
        />
      </div>
    </div>
  );
}
