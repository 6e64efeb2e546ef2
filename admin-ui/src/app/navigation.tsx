import {
  AuditOutlined,
  BarChartOutlined,
  BellOutlined,
  ContactsOutlined,
  DashboardOutlined,
  FileTextOutlined,
  InboxOutlined,
  MobileOutlined,
  NodeIndexOutlined,
  ProfileOutlined,
  SafetyOutlined,
  SearchOutlined,
  SwapOutlined,
  TeamOutlined,
  UserAddOutlined,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import type { Policy } from "@/lib/permissions";

export interface Entry {
  to:
    | "/alerts"
    | "/messages"
    | "/customers"
    | "/pools"
    | "/leads"
    | "/allocation"
    | "/activity"
    | "/scripts"
    | "/handovers"
    | "/coverage"
    | "/status"
    | "/devices"
    | "/rules"
    | "/users"
    | "/audit";
  label: string;
  policy: Policy;
  icon: ReactNode;
}

/** The pages of the bar, in order; whoever lacks the policy does not see the page. */
export const entries: readonly Entry[] = [
  { to: "/alerts", label: "nav.alerts", policy: "readAlerts", icon: <BellOutlined /> },
  { to: "/messages", label: "nav.messages", policy: "searchArchive", icon: <SearchOutlined /> },
  { to: "/customers", label: "nav.customers", policy: "seeCustomers", icon: <ContactsOutlined /> },
  { to: "/pools", label: "nav.pools", policy: "seePools", icon: <InboxOutlined /> },
  { to: "/leads", label: "nav.leads", policy: "seeLeads", icon: <UserAddOutlined /> },
  { to: "/allocation", label: "nav.allocation", policy: "seeAllocation", icon: <NodeIndexOutlined /> },
  { to: "/activity", label: "nav.activity", policy: "seeActivity", icon: <BarChartOutlined /> },
  { to: "/scripts", label: "nav.scripts", policy: "editScripts", icon: <FileTextOutlined /> },
  { to: "/handovers", label: "nav.handovers", policy: "seeHandovers", icon: <SwapOutlined /> },
  { to: "/coverage", label: "nav.coverage", policy: "seeCoverage", icon: <SafetyOutlined /> },
  { to: "/status", label: "nav.status", policy: "seeStatus", icon: <DashboardOutlined /> },
  { to: "/devices", label: "nav.devices", policy: "seeDevices", icon: <MobileOutlined /> },
  { to: "/rules", label: "nav.rules", policy: "seeRules", icon: <ProfileOutlined /> },
  { to: "/users", label: "nav.users", policy: "manageUsers", icon: <TeamOutlined /> },
  { to: "/audit", label: "nav.audit", policy: "readAudit", icon: <AuditOutlined /> },
];
