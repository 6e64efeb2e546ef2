import alerts from "./alerts.json";
import app from "./app.json";
import codes from "./codes.json";
import messages from "./messages.json";

/** What the first pages say; words for what only other pages are refused are with theirs. */
export default { ...alerts, ...app, ...codes, ...messages };
