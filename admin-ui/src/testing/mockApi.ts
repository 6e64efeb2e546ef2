import type { User } from "@/lib/api/types";
import { activityRoutes } from "./mockActivity";
import { alertRoutes } from "./mockAlerts";
import { allocationRoutes } from "./mockAllocation";
import { problem, type Routes } from "./mockAnswers";
import { auditRoutes } from "./mockAudit";
import { conversationRoutes } from "./mockConversations";
import { coverageRoutes } from "./mockCoverage";
import { customerRoutes } from "./mockCustomers";
import { dayReportRoutes } from "./mockDayReports";
import { deviceRoutes } from "./mockDevices";
import { directoryRoutes } from "./mockDirectory";
import { disputeRoutes } from "./mockDisputes";
import { evidenceRoutes } from "./mockEvidence";
import { handoverRoutes } from "./mockHandovers";
import { leadRoutes } from "./mockLeads";
import { messageRoutes } from "./mockMessages";
import { noteRoutes } from "./mockNotes";
import { orderRoutes } from "./mockOrders";
import { poolRoutes } from "./mockPools";
import { ruleRoutes } from "./mockRules";
import { scriptRoutes } from "./mockScripts";
import { searchRoutes } from "./mockSearches";
import { segmentRoutes } from "./mockSegments";
import { sessionRoutes } from "./mockSession";
import { sourceRoutes } from "./mockSources";
import { statusRoutes } from "./mockStatus";
import { studioRoutes } from "./mockStudio";
import { tagRoutes } from "./mockTags";
import { userRoutes } from "./mockUsers";
import type { World } from "./world";

/** Answers like the server's API from a world in memory: for stories in vitest and for `npm run mock`. */
export function mockApi(world: World): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url);
    const path = url.pathname.replace(/^\/api\/v1/, "");
    for (const [method, pattern, handler] of routes) {
      const match = method === request.method && pattern.exec(path);
      if (!match) continue;
      if (method !== "GET" && request.headers.get("X-Custos-CSRF") !== "1") return problem(403, "auth.csrf");
      const who = world.users.find((one) => one.login === world.signedIn);
      if (!who && path !== "/session") return problem(401, "auth.required");
      if (who?.role === "rep" && notForReps.test(path)) return problem(403, "auth.forbidden");
      return handler({ world, request, query: url.searchParams, args: match.slice(1), who: who as User });
    }
    return problem(404, "request.not_found");
  };
}

const notForReps =
  /^\/(status|parked|intercepts|leads|orders|handovers|coverage|bindings|staff|allocation\/|allocations$|devices|push-sources|users|audit|rules$|rules\/(versions|backtests)|evidence|alerts\/\d+\/decisions)/;

const routes: Routes = [
  ...sessionRoutes,
  ...alertRoutes,
  ...messageRoutes,
  ...searchRoutes,
  ...conversationRoutes,
  ...directoryRoutes,
  ...ruleRoutes,
  ...statusRoutes,
  ...evidenceRoutes,
  ...deviceRoutes,
  ...sourceRoutes,
  ...userRoutes,
  ...auditRoutes,
  ...activityRoutes,
  ...customerRoutes,
  ...leadRoutes,
  ...orderRoutes,
  ...noteRoutes,
  ...disputeRoutes,
  ...segmentRoutes,
  ...poolRoutes,
  ...allocationRoutes,
  ...dayReportRoutes,
  ...scriptRoutes,
  ...tagRoutes,
  ...coverageRoutes,
  ...handoverRoutes,
  ...studioRoutes,
];
