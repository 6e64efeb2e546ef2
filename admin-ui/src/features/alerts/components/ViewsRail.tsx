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
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { AlertCounts } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";
import { useBilingual } from "@/lib/i18n";
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
export function ViewsRail({ search }: { search: QueueSearch }) {
  const { t } = useTranslation();
  const title = useBilingual();
  const { data: counts } = useQuery(countsQuery);
  const { data: categories } = useQuery(categoriesQuery);
  const current = viewOf(search);
  return (
    <nav className="rail" aria-label={t("alerts.views_label")}>
      <ul>
        {entries.map(({ view, icon, count }) => (
          <li key={view}>
            <RailLink
              to={{ ...search, view: view === "todo" ? undefined : view, category: undefined, id: undefined }}
              active={current === view && !search.category}
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
              to={{ ...search, view: undefined, category: category.category, id: undefined }}
              active={search.category === category.category}
              label={title(category.title) || category.category}
              count={counts && (counts.open_by_category[category.category] ?? 0)}
            />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function RailLink(props: {
  to: QueueSearch;
  active: boolean;
  nested?: boolean;
  icon?: ReactNode;
  label: string;
  count: number | undefined;
}) {
  return (
    <Link
      to="/alerts"
      search={props.to}
      className={`rail-link ${props.active ? "rail-active" : ""} ${props.nested ? "rail-nested" : ""}`}
      aria-current={props.active ? "true" : undefined}
      activeProps={{}}
      inactiveProps={{}}
    >
      {props.icon && <span aria-hidden>{props.icon}</span>}
      <span className="rail-label">{props.label}</span>
      {props.count !== undefined && (
        <span className={`rail-count num ${props.count === 0 ? "rail-zero" : ""}`}>
          {formatNumber(props.count)}
        </span>
      )}
    </Link>
  );
}
