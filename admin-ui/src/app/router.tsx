import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { readQueueSearch } from "@/features/alerts/filters";
import { readAllocationSearch } from "@/features/allocation/filters";
import { readAuditSearch } from "@/features/audit/filters";
import { readCustomerSearch, readListSearch } from "@/features/customers/filters";
import { readHandoversSearch, readItemSearch } from "@/features/handovers/filters";
import { readLeadSearch } from "@/features/leads/filters";
import { readArchiveSearch } from "@/features/messages/filters";
import { readPoolsSearch } from "@/features/pools/filters";
import { withAllTexts } from "@/lib/i18n";
import { can, type Policy } from "@/lib/permissions";
import { parseSearch, pick, stringifySearch } from "@/lib/searchParams";
import { sessionQuery } from "@/lib/session";
import { Broken } from "./ErrorBoundary";
import { NotFound, Pending } from "./fallbacks";
import { Shell } from "./Shell";

interface Context {
  client: QueryClient;
}

const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: NotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (params: Record<string, unknown>) => pick(["to"], params),
  component: lazyRouteComponent(() => import("@/features/session/SignInPage"), "SignInPage"),
});

/** Everything behind the sign-in. Whoever is not signed in, or must change his password first, is sent there. */
const app = createRoute({
  getParentRoute: () => root,
  id: "app",
  beforeLoad: async ({ context, location }) => {
    const me = await context.client.ensureQueryData(sessionQuery);
    if (!me || me.user.must_change_password)
      throw redirect({ to: "/sign-in", search: { to: location.href } });
  },
  component: Shell,
});

/** First pages by what the person may see. */
const landings = [
  ["readAlerts", "/alerts"],
  ["searchArchive", "/messages"],
] as const satisfies readonly (readonly [Policy, string])[];

const home = createRoute({
  getParentRoute: () => app,
  path: "/",
  beforeLoad: ({ context }) => {
    const me = context.client.getQueryData(sessionQuery.queryKey);
    const landing = landings.find(([policy]) => me && can(me, policy));
    throw redirect({ to: landing?.[1] ?? "/alerts" });
  },
});

const alerts = createRoute({
  getParentRoute: () => app,
  path: "/alerts",
  validateSearch: readQueueSearch,
  component: lazyRouteComponent(() => import("@/features/alerts/AlertsPage"), "AlertsPage"),
});

const messages = createRoute({
  getParentRoute: () => app,
  path: "/messages",
  validateSearch: readArchiveSearch,
  component: lazyRouteComponent(() => import("@/features/messages/MessagesPage"), "MessagesPage"),
});

const conversation = createRoute({
  getParentRoute: () => app,
  path: "/conversations/$id",
  validateSearch: (params: Record<string, unknown>) => pick(["m"], params),
  component: lazyRouteComponent(() => import("@/features/messages/ConversationPage"), "ConversationPage"),
});

const customers = createRoute({
  getParentRoute: () => app,
  path: "/customers",
  validateSearch: readListSearch,
  component: lazyRouteComponent(
    () => withAllTexts(import("@/features/customers/CustomersPage")),
    "CustomersPage",
  ),
});

const customer = createRoute({
  getParentRoute: () => app,
  path: "/customers/$id",
  validateSearch: readCustomerSearch,
  component: lazyRouteComponent(
    () => withAllTexts(import("@/features/customers/CustomerPage")),
    "CustomerPage",
  ),
});

const tags = createRoute({
  getParentRoute: () => app,
  path: "/tags",
  validateSearch: (params: Record<string, unknown>) => pick(["tab"], params),
  component: lazyRouteComponent(() => withAllTexts(import("@/features/tags/TagsPage")), "TagsPage"),
});

const segments = createRoute({
  getParentRoute: () => app,
  path: "/segments",
  validateSearch: (params: Record<string, unknown>) => pick(["tab"], params),
  component: lazyRouteComponent(
    () => withAllTexts(import("@/features/segments/SegmentsPage")),
    "SegmentsPage",
  ),
});

const pools = createRoute({
  getParentRoute: () => app,
  path: "/pools",
  validateSearch: readPoolsSearch,
  component: lazyRouteComponent(() => withAllTexts(import("@/features/pools/PoolsPage")), "PoolsPage"),
});

const pool = createRoute({
  getParentRoute: () => app,
  path: "/pools/$id",
  component: lazyRouteComponent(() => withAllTexts(import("@/features/pools/PoolPage")), "PoolPage"),
});

const duplicates = createRoute({
  getParentRoute: () => app,
  path: "/duplicates",
  component: lazyRouteComponent(
    () => withAllTexts(import("@/features/duplicates/DuplicatesPage")),
    "DuplicatesPage",
  ),
});

const allocation = createRoute({
  getParentRoute: () => app,
  path: "/allocation",
  validateSearch: readAllocationSearch,
  component: lazyRouteComponent(
    () => withAllTexts(import("@/features/allocation/AllocationPage")),
    "AllocationPage",
  ),
});

const leads = createRoute({
  getParentRoute: () => app,
  path: "/leads",
  validateSearch: readLeadSearch,
  component: lazyRouteComponent(() => withAllTexts(import("@/features/leads/LeadsPage")), "LeadsPage"),
});

const orders = createRoute({
  getParentRoute: () => app,
  path: "/orders",
  validateSearch: (params: Record<string, unknown>) =>
    pick(["number", "source", "status", "from", "until", "nobodys"], params),
  component: lazyRouteComponent(() => withAllTexts(import("@/features/orders/OrdersPage")), "OrdersPage"),
});

const activity = createRoute({
  getParentRoute: () => app,
  path: "/activity",
  validateSearch: (params: Record<string, unknown>) =>
    pick(["from", "until", "by", "department", "employee", "chart", "as", "sort", "over"], params),
  component: lazyRouteComponent(
    () => withAllTexts(import("@/features/activity/ActivityPage")),
    "ActivityPage",
  ),
});

const dayReports = createRoute({
  getParentRoute: () => app,
  path: "/day-reports",
  validateSearch: (params: Record<string, unknown>) => pick(["day", "department"], params),
  component: lazyRouteComponent(
    () => withAllTexts(import("@/features/dayreports/DayReportsPage")),
    "DayReportsPage",
  ),
});

const scripts = createRoute({
  getParentRoute: () => app,
  path: "/scripts",
  validateSearch: (params: Record<string, unknown>) => pick(["q", "folder", "kind"], params),
  component: lazyRouteComponent(() => withAllTexts(import("@/features/scripts/ScriptsPage")), "ScriptsPage"),
});

const handovers = createRoute({
  getParentRoute: () => app,
  path: "/handovers",
  validateSearch: readHandoversSearch,
  component: lazyRouteComponent(
    () => withAllTexts(import("@/features/handovers/HandoversPage")),
    "HandoversPage",
  ),
});

const handover = createRoute({
  getParentRoute: () => app,
  path: "/handovers/$id",
  validateSearch: readItemSearch,
  component: lazyRouteComponent(
    () => withAllTexts(import("@/features/handovers/HandoverPage")),
    "HandoverPage",
  ),
});

const coverage = createRoute({
  getParentRoute: () => app,
  path: "/coverage",
  validateSearch: (params: Record<string, unknown>) =>
    pick(["tab", "kind", "state", "employee", "gap"], params),
  component: lazyRouteComponent(
    () => withAllTexts(import("@/features/coverage/CoveragePage")),
    "CoveragePage",
  ),
});

const status = createRoute({
  getParentRoute: () => app,
  path: "/status",
  component: lazyRouteComponent(() => withAllTexts(import("@/features/status/StatusPage")), "StatusPage"),
});

const devices = createRoute({
  getParentRoute: () => app,
  path: "/devices",
  component: lazyRouteComponent(() => withAllTexts(import("@/features/devices/DevicesPage")), "DevicesPage"),
});

const rules = createRoute({
  getParentRoute: () => app,
  path: "/rules",
  validateSearch: (params: Record<string, unknown>) => pick(["category", "status", "q", "sort"], params),
  component: lazyRouteComponent(() => withAllTexts(import("@/features/rules/RulesPage")), "RulesPage"),
});

const versions = createRoute({
  getParentRoute: () => app,
  path: "/rules/versions",
  validateSearch: (params: Record<string, unknown>) => pick(["state"], params),
  component: lazyRouteComponent(() => withAllTexts(import("@/features/rules/VersionsPage")), "VersionsPage"),
});

const studio = createRoute({
  getParentRoute: () => app,
  path: "/rules/versions/$id",
  validateSearch: (params: Record<string, unknown>) => pick(["file", "line", "tab", "base"], params),
  component: lazyRouteComponent(() => withAllTexts(import("@/features/rules/StudioPage")), "StudioPage"),
});

const backtest = createRoute({
  getParentRoute: () => app,
  path: "/rules/backtests/$id",
  validateSearch: (params: Record<string, unknown>) => pick(["list", "rule"], params),
  component: lazyRouteComponent(() => withAllTexts(import("@/features/rules/BacktestPage")), "BacktestPage"),
});

const users = createRoute({
  getParentRoute: () => app,
  path: "/users",
  component: lazyRouteComponent(() => withAllTexts(import("@/features/users/UsersPage")), "UsersPage"),
});

const audit = createRoute({
  getParentRoute: () => app,
  path: "/audit",
  validateSearch: readAuditSearch,
  component: lazyRouteComponent(() => withAllTexts(import("@/features/audit/AuditPage")), "AuditPage"),
});

const routeTree = root.addChildren([
  signIn,
  app.addChildren([
    home,
    alerts,
    messages,
    conversation,
    customers,
    customer,
    duplicates,
    tags,
    segments,
    pools,
    allocation,
    pool,
    leads,
    orders,
    activity,
    dayReports,
    scripts,
    handovers,
    coverage,
    handover,
    status,
    devices,
    rules,
    versions,
    studio,
    backtest,
    users,
    audit,
  ]),
]);

export function makeRouter(client: QueryClient, history?: Parameters<typeof createRouter>[0]["history"]) {
  return createRouter({
    routeTree,
    history,
    context: { client },
    parseSearch,
    stringifySearch,
    defaultPendingComponent: Pending,
    defaultErrorComponent: Broken,
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    scrollRestoration: false,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
