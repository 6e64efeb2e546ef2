/** Spoken by screen readers: one polite region for the whole page, at most one message every five seconds. */
const gapMs = 5000;

let region: HTMLElement | null = null;
let last = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

function ensureRegion(): HTMLElement {
  if (!region?.isConnected) {
    region = document.createElement("div");
    region.setAttribute("role", "status");
    region.setAttribute("aria-live", "polite");
    region.className = "visually-hidden";
    document.body.append(region);
  }
  return region;
}

/** The newest message wins when several wait. */
export function announce(message: string): void {
  const say = () => {
    last = Date.now();
    ensureRegion().textContent = message;
  };
  clearTimeout(timer);
  const wait = last + gapMs - Date.now();
  if (wait <= 0) say();
  else timer = setTimeout(say, wait);
}
