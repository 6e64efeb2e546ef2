import { CloseOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { NativeSelect } from "@/components/ui/NativeSelect";
import { splitRef } from "@/lib/searchParams";
import { type QueueSearch, severities } from "../filters";

/** What narrows the list beyond its view; all of it stands in the address. */
export function QueueFilters({
  search,
  onChange,
}: {
  search: QueueSearch;
  onChange: (change: Partial<QueueSearch>) => void;
}) {
  const { t } = useTranslation();
  const employee = splitRef(search.employee);
  return (
    <div className="queue-filters">
      <NativeSelect
        label={t("alerts.lowest_severity")}
        value={search.severity ?? ""}
        onChange={(severity) => onChange({ severity: severity || undefined })}
        options={[
          { value: "", label: t("alerts.any_severity") },
          ...severities.slice(1).map((severity) => ({
            value: severity,
            label: t("alerts.from_severity", { severity: t(`severity.${severity}`) }),
          })),
        ]}
      />
      <NativeSelect
        label={t("common.order")}
        value={search.order ?? ""}
        onChange={(order) => onChange({ order: order || undefined })}
        options={[
          { value: "", label: t("common.newest_first") },
          { value: "oldest", label: t("common.oldest_first") },
        ]}
      />
      {employee && (
        <Button
          size="small"
          icon={<CloseOutlined aria-hidden />}
          iconPlacement="end"
          onClick={() => onChange({ employee: undefined })}
        >
          {t("alerts.employee_chip", { id: employee.id })}
        </Button>
      )}
    </div>
  );
}
