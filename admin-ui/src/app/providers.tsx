import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { App, ConfigProvider } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import { isFinal } from "@/lib/api/problem";
import { cspNonce } from "@/lib/csp";
import { useLanguage } from "@/lib/i18n";
import { useTheme } from "./theme";

type AntdLocale = typeof import("antd/locale/zh_CN").default;

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        refetchOnWindowFocus: false,
        retry: (count, error) => count < 2 && !isFinal(error),
        retryDelay: (attempt) => Math.min(1000 * 2 ** attempt, 5000),
      },
    },
  });
}

/** Until the words are here. With none at all the kit would build another tree and every page would start twice. */
const noWords: AntdLocale = { locale: "" };

/** Words of the kit itself, loaded with the language. */
function useKitLocale(): AntdLocale {
  const language = useLanguage();
  const [locale, setLocale] = useState(noWords);
  useEffect(() => {
    let current = true;
    const load = language === "en" ? import("antd/locale/en_US") : import("antd/locale/zh_CN");
    void load.then((module) => current && setLocale(module.default));
    return () => {
      current = false;
    };
  }, [language]);
  return locale;
}

export function Providers({ client, children }: { client: QueryClient; children: ReactNode }) {
  const { config } = useTheme();
  const locale = useKitLocale();
  const nonce = cspNonce();
  return (
    <QueryClientProvider client={client}>
      <ConfigProvider
        theme={config}
        locale={locale}
        button={{ autoInsertSpace: false }}
        csp={nonce ? { nonce } : undefined}
      >
        <App className="app-root">{children}</App>
      </ConfigProvider>
    </QueryClientProvider>
  );
}
