import {
  ArrowUpOutlined,
  CheckCircleOutlined,
  CheckSquareOutlined,
  CloseCircleOutlined,
  EyeOutlined,
  FireOutlined,
  InboxOutlined,
  SoundOutlined,
  UnorderedListOutlined,
} from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { memo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { AlertCounts } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";
import { useBilingual } from "@/lib/i18n";
import { stringifySearch } from "@/lib/searchParams";
import { categoriesQuery, countsQuery } from "../api/alerts";
import { type QueueSearch, type View, viewOf } from "../filters";

const entries: { view: View; icon: ReactNode; count?: (counts: AlertCounts) => number }[] = [
  { view: "todo", icon: <InboxOutlined />, count: (c) => sum(c.by_state, "new", "in_review") },
  { view: "high", icon: <FireOutlined />, count: (c) => sum(c.open_by_severity, "high", "critical") },
  { view: "in_review", icon: <EyeOutlined />, count: (c) => sum(c.by_state, "in_review") },
  { view: "escalated", icon: <ArrowUpOutlined />, count: (c) => sum(c.by_state, "escalated") },
  {
    view: "done",
    icon: <CheckSquareOutlined />,
    count: (c) => sum(c.by_state, "violation", "coaching", "false_positive"),
  },
  { view: "violation", icon: <CloseCircleOutlined />, count: (c) => sum(c.by_state, "violation") },
  { view: "coaching", icon: <SoundOutlined />, count: (c) => sum(c.by_state, "coaching") },
  { view: "false_positive", icon: <CheckCircleOutlined />, count: (c) => sum(c.by_state, "false_positive") },
  { view: "all", icon: <UnorderedListOutlined /> },
];

const nested = new Set<View>(["violation", "coaching", "false_positive"]);

function sum(counts: Record<string, number>, ...keys: string[]): number {
  return keys.reduce((total, key) => total + (counts[key] ?? 0), 0);
}

/** The views beside the list, with their live counts; below them the open work by category. */
export const ViewsRail = memo(function ViewsRail({ filter }: { filter: QueueSearch }) {
  const { t } = useTranslation();
  const title = useBilingual();
  const { data: counts } = useQuery(countsQuery);
  const { data: categories } = useQuery(categoriesQuery);
  const current = viewOf(filter);
  return (
    <nav className="rail" aria-label={t("alerts.views_label")}>
      <ul>
        {entries.map(({ view, icon, count }) => (
          <li key={view}>
            <RailLink
              to={{ ...filter, view: view === "todo" ? undefined : view, category: undefined }}
              active={current === view && !filter.category}
              nested={nested.has(view)}
              icon={icon}
              label={t(`alerts.views.${view}`)}
              count={counts && count?.(counts)}
            />
          </li>
        ))}
      </ul>
      <h2 className="rail-title">{t("alerts.by_category")}</h2>
      <ul>
        {categories?.items.map((category) => (
          <li key={category.category}>
            <RailLink
              to={{ ...filter, view: undefined, category: category.category }}
              active={filter.category === category.category}
              label={title(category.title) || category.category}
              count={counts && (counts.open_by_category[category.category] ?? 0)}
            />
          </li>
        ))}
      </ul>
    </nav>
  );
});

function RailLink(props: {
  to: QueueSearch;
  active: boolean;
  nested?: boolean;
  icon?: ReactNode;
  label: string;
  count: number | undefined;
}) {
  const navigate = useNavigate();
  return (
    // A plain anchor: twenty router links would each be computed anew with every step through the list.
    <a
      href={`/alerts${stringifySearch(props.to)}`}
      className={`rail-link ${props.active ? "rail-active" : ""} ${props.nested ? "rail-nested" : ""}`}
      aria-current={props.active ? "true" : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        void navigate({ to: "/alerts", search: props.to });
      }}
    >
      {props.icon && <span aria-hidden>{props.icon}</span>}
      <span className="rail-label">{props.label}</span>
      {props.count !== undefined && (
        <span className={`rail-count num ${props.count === 0 ? "rail-zero" : ""}`}>
          {formatNumber(props.count)}
        </span>
      )}
    </a>
  );
}
