import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ErrorBoundary } from "@/app/ErrorBoundary";
import { makeQueryClient, Providers } from "@/app/providers";
import { makeRouter } from "@/app/router";
import { setSignedOutHandler } from "@/lib/api/client";
import { cspNonce, nonceStyles } from "@/lib/csp";
import { startI18n } from "@/lib/i18n";
import { getPreferences } from "@/lib/preferences";
import { sessionQuery } from "@/lib/session";
import "@/styles/base.css";

async function start(): Promise<void> {
  const nonce = cspNonce();
  if (nonce) nonceStyles(nonce);
  const client = makeQueryClient();
  const router = makeRouter(client);
  setSignedOutHandler(() => {
    void client.invalidateQueries({ queryKey: sessionQuery.queryKey }).then(() => router.invalidate());
  });
  await startI18n(getPreferences().language);
  createRoot(document.getElementById("root")!).render(
    <StrictMode>
      <Providers client={client}>
        <ErrorBoundary>
          <RouterProvider router={router} />
        </ErrorBoundary>
      </Providers>
    </StrictMode>,
  );
}

void start();
