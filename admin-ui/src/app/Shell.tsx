import { QuestionCircleOutlined } from "@ant-design/icons";
import { Link, Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { Button, Tooltip } from "antd";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Logo } from "@/components/ui/Logo";
import { useShortcuts } from "@/lib/keys";
import { useLiveEvents, useLiveState } from "@/lib/live";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { AccountMenu } from "./AccountMenu";
import { ErrorBoundary } from "./ErrorBoundary";
import { groupsFor, holds, pageAt } from "./navigation";
import "./shell.css";

const ShortcutSheet = lazy(() =>
  import("@/components/ui/ShortcutSheet").then((module) => ({ default: module.ShortcutSheet })),
);

/** The frame round every page: where to go, whether it is live, who is signed in. */
export function Shell() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const groups = groupsFor(me);
  const here = groups.find((group) => holds(group, path));
  const [sheet, setSheet] = useState(false);
  useTitle(path);
  useShortcuts({
    sheet: () => setSheet(true),
    search: () => {
      if (!can(me, "searchArchive")) return;
      void navigate({ to: "/messages" }).then(() => document.getElementById("archive-query")?.focus());
    },
  });
  return (
    <>
      <a className="skip-link" href="#main">
        {t("nav.skip")}
      </a>
      <header className="bar">
        <Logo />
        <nav aria-label={t("nav.label")} className="bar-nav">
          {groups.map((group) => (
            <Link
              key={group.label}
              to={group.pages[0]!.to}
              className={`bar-link ${group === here ? "bar-active" : ""}`}
            >
              <span aria-hidden>{group.icon}</span>
              <span>{t(group.label)}</span>
            </Link>
          ))}
        </nav>
        <div className="bar-end">
          {me.server.demo && <span className="bar-demo">{t("app.demo")}</span>}
          {can(me, "followEvents") && <LiveMark />}
          <Tooltip title={t("shortcuts.title")}>
            <Button
              type="text"
              icon={<QuestionCircleOutlined aria-hidden />}
              aria-label={t("shortcuts.title")}
              onClick={() => setSheet(true)}
            />
          </Tooltip>
          <AccountMenu />
        </div>
      </header>
      {here && here.pages.length > 1 && (
        <nav aria-label={t(here.label)} className="bar-pages">
          {here.pages.map((page) => (
            <Link key={page.to} to={page.to} className="bar-page" activeProps={{ className: "bar-active" }}>
              {t(page.label)}
            </Link>
          ))}
        </nav>
      )}
      <main id="main" className="main" tabIndex={-1}>
        <ErrorBoundary key={path}>
          <Outlet />
        </ErrorBoundary>
      </main>
      {sheet && (
        <Suspense>
          <ShortcutSheet onClose={() => setSheet(false)} />
        </Suspense>
      )}
    </>
  );
}

/** The mark listens only to keep the stream open from page to page. */
function ignore() {}

function LiveMark() {
  const { t } = useTranslation();
  const state = useLiveState();
  useLiveEvents(ignore);
  if (state === "connecting") return null;
  return (
    <Tooltip title={t(`live.${state}_hint`)}>
      <span className={`live live-${state}`} role="status">
        <span className="live-dot" aria-hidden />
        {t(`live.${state}`)}
      </span>
    </Tooltip>
  );
}

/** Names the page in the browser's tab, and moves the focus there when the page changes. */
function useTitle(path: string) {
  const { t, i18n } = useTranslation();
  const first = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the title follows the language
  useEffect(() => {
    const page = pageAt(path);
    document.title = page ? `${t(page.label)} · ${t("app.title")}` : t("app.title");
  }, [path, t, i18n.language]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another page moves the focus
  useEffect(() => {
    if (!first.current) document.getElementById("main")?.focus({ preventScroll: true });
    first.current = false;
  }, [path]);
}
