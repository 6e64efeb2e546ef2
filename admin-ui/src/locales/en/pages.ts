import activity from "./activity.json";
import admin from "./admin.json";
import allocation from "./allocation.json";
import audit from "./audit.json";
import coverage from "./coverage.json";
import customers from "./customers.json";
import dayReports from "./dayreports.json";
import handovers from "./handovers.json";
import leads from "./leads.json";
import orders from "./orders.json";
import pools from "./pools.json";
import problems from "./problems.json";
import scripts from "./scripts.json";
import segments from "./segments.json";
import status from "./status.json";
import studio from "./studio.json";
import tags from "./tags.json";

/** What the other pages say. */
export default {
  ...activity,
  ...admin,
  ...coverage,
  ...dayReports,
  ...allocation,
  ...audit,
  ...customers,
  ...handovers,
  ...leads,
  ...orders,
  ...pools,
  ...problems,
  ...scripts,
  ...segments,
  ...status,
  ...studio,
  ...tags,
};
