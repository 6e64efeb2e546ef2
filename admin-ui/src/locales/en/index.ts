import admin from "./admin.json";
import alerts from "./alerts.json";
import app from "./app.json";
import codes from "./codes.json";
import customers from "./customers.json";
import leads from "./leads.json";
import messages from "./messages.json";
import status from "./status.json";
import studio from "./studio.json";

export default {
  ...admin,
  ...alerts,
  ...app,
  ...codes,
  ...customers,
  ...leads,
  ...messages,
  ...status,
  ...studio,
};
