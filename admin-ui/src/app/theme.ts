import { type ThemeConfig, theme } from "antd";
import { useEffect, useSyncExternalStore } from "react";
import { usePreferences } from "@/lib/preferences";

const fontFamily =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "WenQuanYi Micro Hei", Arial, sans-serif';

const light: ThemeConfig = {
  algorithm: theme.defaultAlgorithm,
  token: {
    colorPrimary: "#0958d9",
    colorError: "#cf1322",
    colorSuccess: "#237804",
    colorLink: "#0958d9",
    colorTextBase: "#1d2129",
    colorTextPlaceholder: "#687180",
    colorTextDescription: "#565e6c",
    colorBorder: "#c9ced8",
    fontFamily,
    borderRadius: 6,
  },
};

const dark: ThemeConfig = {
  algorithm: theme.darkAlgorithm,
  token: {
    colorPrimary: "#1668dc",
    colorError: "#d9363e",
    colorErrorText: "#ff8f86",
    colorLink: "#78acff",
    colorBgBase: "#0f1216",
    colorBgContainer: "#171b21",
    colorBgElevated: "#20262f",
    colorTextBase: "#e4e7ec",
    colorTextPlaceholder: "#8f99a8",
    colorTextDescription: "#a3acba",
    colorBorder: "#3c4450",
    fontFamily,
    borderRadius: 6,
  },
};

const components: ThemeConfig["components"] = {
  Segmented: { trackBg: "var(--border)", itemColor: "var(--text)" },
};

const query = typeof matchMedia === "function" ? matchMedia("(prefers-color-scheme: dark)") : undefined;

function subscribe(listener: () => void): () => void {
  query?.addEventListener("change", listener);
  return () => query?.removeEventListener("change", listener);
}

/** The theme to paint now: the reader's choice, or the system's when he left it to that. */
export function useTheme(): { name: "light" | "dark"; config: ThemeConfig } {
  const { theme: choice, density } = usePreferences();
  const systemDark = useSyncExternalStore(subscribe, () => query?.matches ?? false);
  const name = choice === "system" ? (systemDark ? "dark" : "light") : choice;
  useEffect(() => {
    document.documentElement.dataset.theme = name;
    document.documentElement.dataset.density = density;
  }, [name, density]);
  const base = name === "dark" ? dark : light;
  return { name, config: { ...base, components, hashed: false, cssVar: { key: "custos" } } };
}
