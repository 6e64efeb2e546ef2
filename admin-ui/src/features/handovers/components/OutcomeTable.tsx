import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { DataTable } from "@/components/ui/DataTable";
import { EmptyState } from "@/components/ui/EmptyState";
import type { HandoverItem } from "@/lib/api/types";
import { formatDateTime } from "@/lib/format";
import { useCodeText } from "@/lib/i18n";
import { ItemStateTag } from "./HandoverStateTag";

const open: readonly HandoverItem["state"][] = ["planned", "asked", "waiting"];

export const mayRetry = (item: HandoverItem) =>
  item.state !== "done" && !open.includes(item.state) && item.advice !== "never";

/** Each customer and group with what became of it, and what can still be done. */
export function OutcomeTable({
  items,
  onRetry,
}: {
  items: readonly HandoverItem[];
  onRetry?: (item: HandoverItem) => void;
}) {
  const { t } = useTranslation();
  return (
    <DataTable
      caption={t("handovers.outcomes")}
      rows={items}
      rowKey={(item) => String(item.n)}
      empty={<EmptyState title={t("handovers.none_found")} />}
      columns={[
        { key: "who", title: t("handovers.whom"), render: (item) => <Whom item={item} /> },
        { key: "taker", title: t("handovers.taker"), render: (item) => item.taker.name },
        {
          key: "state",
          title: t("handovers.outcome"),
          render: (item) => <Outcome item={item} />,
        },
        {
          key: "at",
          title: t("handovers.changed_at"),
          nowrap: true,
          render: (item) => <span className="num">{formatDateTime(item.changed_at)}</span>,
        },
        {
          key: "act",
          title: t("handovers.act"),
          render: (item) =>
            onRetry && mayRetry(item) ? (
              <Button size="small" onClick={() => onRetry(item)}>
                {t("handovers.again")}
              </Button>
            ) : null,
        },
      ]}
    />
  );
}

function Whom({ item }: { item: HandoverItem }) {
  const { t } = useTranslation();
  const name = item.name || item.id;
  if (item.kind === "group") return t("handovers.group", { name });
  if (!item.customer) return name;
  return (
    <Link to="/customers/$id" params={{ id: item.customer }}>
      {name}
    </Link>
  );
}

function Outcome({ item }: { item: HandoverItem }) {
  const { t } = useTranslation();
  const codeText = useCodeText();
  return (
    <span className="handover-lines">
      <ItemStateTag state={item.state} />
      {item.code && <span className="muted">{codeText("handovers.codes", item.code)}</span>}
      {item.state === "waiting" && item.due_at && (
        <span className="muted num">{t("handovers.due_at", { at: formatDateTime(item.due_at) })}</span>
      )}
      {item.advice === "never" && <span className="muted">{t("handovers.never")}</span>}
    </span>
  );
}
