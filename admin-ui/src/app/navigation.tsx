import {
  BarChartOutlined,
  BellOutlined,
  ContactsOutlined,
  DashboardOutlined,
  ProfileOutlined,
  SearchOutlined,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import type { Me } from "@/lib/api/types";
import { can, type Policy } from "@/lib/permissions";

export interface Page {
  to:
    | "/alerts"
    | "/messages"
    | "/customers"
    | "/segments"
    | "/tags"
    | "/pools"
    | "/leads"
    | "/orders"
    | "/allocation"
    | "/duplicates"
    | "/handovers"
    | "/activity"
    | "/day-reports"
    | "/scripts"
    | "/coverage"
    | "/status"
    | "/devices"
    | "/rules"
    | "/users"
    | "/audit";
  label: string;
  policy: Policy;
}

export interface Group {
  label: string;
  icon: ReactNode;
  pages: readonly Page[];
}

/** What belongs together, in the order of the bar. */
const groups: readonly Group[] = [
  {
    label: "nav.alerts",
    icon: <BellOutlined />,
    pages: [{ to: "/alerts", label: "nav.alerts", policy: "readAlerts" }],
  },
  {
    label: "nav.messages",
    icon: <SearchOutlined />,
    pages: [{ to: "/messages", label: "nav.messages", policy: "searchArchive" }],
  },
  {
    label: "nav.customers",
    icon: <ContactsOutlined />,
    pages: [
      { to: "/customers", label: "nav.customers", policy: "seeCustomers" },
      { to: "/segments", label: "nav.segments", policy: "seeSegments" },
      { to: "/tags", label: "nav.tags", policy: "seeTags" },
      { to: "/pools", label: "nav.pools", policy: "seePools" },
      { to: "/leads", label: "nav.leads", policy: "seeLeads" },
      { to: "/orders", label: "nav.orders", policy: "seeOrders" },
      { to: "/allocation", label: "nav.allocation", policy: "seeAllocation" },
      { to: "/duplicates", label: "nav.duplicates", policy: "checkDuplicates" },
      { to: "/handovers", label: "nav.handovers", policy: "seeHandovers" },
    ],
  },
  {
    label: "nav.team",
    icon: <BarChartOutlined />,
    pages: [
      { to: "/activity", label: "nav.activity", policy: "seeActivity" },
      { to: "/day-reports", label: "nav.day_reports", policy: "seeDayReports" },
      { to: "/scripts", label: "nav.scripts", policy: "editScripts" },
      { to: "/coverage", label: "nav.coverage", policy: "seeCoverage" },
    ],
  },
  {
    label: "nav.rules",
    icon: <ProfileOutlined />,
    pages: [{ to: "/rules", label: "nav.rules", policy: "seeRules" }],
  },
  {
    label: "nav.system",
    icon: <DashboardOutlined />,
    pages: [
      { to: "/status", label: "nav.status", policy: "seeStatus" },
      { to: "/devices", label: "nav.devices", policy: "seeDevices" },
      { to: "/users", label: "nav.users", policy: "manageUsers" },
      { to: "/audit", label: "nav.audit", policy: "readAudit" },
    ],
  },
];

/** The groups with the pages that somebody may open; one that is left with a single page is called by its name. */
export function groupsFor(me: Pick<Me, "permissions">): Group[] {
  return groups
    .map((group) => ({ ...group, pages: group.pages.filter((page) => can(me, page.policy)) }))
    .filter((group) => group.pages.length > 0)
    .map((group) => (group.pages.length === 1 ? { ...group, label: group.pages[0]!.label } : group));
}

const isAt = (page: Page, path: string) => path === page.to || path.startsWith(`${page.to}/`);

export const pageAt = (path: string): Page | undefined =>
  groups.flatMap((group) => group.pages).find((page) => isAt(page, path));

export const holds = (group: Group, path: string): boolean => group.pages.some((page) => isAt(page, path));
