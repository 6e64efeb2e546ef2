import { useCallback, useEffect, useRef, useState } from "react";
import { ask, type Me, Refusal, setSignedOutHandler } from "./api";
import { CheckPage } from "./pages/CheckPage";
import { CustomerPage } from "./pages/CustomerPage";
import { CustomersPage } from "./pages/CustomersPage";
import { DayPage } from "./pages/DayPage";
import { MePage } from "./pages/MePage";
import { PoolPage } from "./pages/PoolPage";
import { RecordPage } from "./pages/RecordPage";
import { ScriptsPage } from "./pages/ScriptsPage";
import { SignIn } from "./pages/SignIn";
import { TodayPage } from "./pages/TodayPage";
import { Loading, Problem } from "./parts";
import { go, type Place, readPlace, usePlace } from "./route";
import { type Key, type Language, setLanguage, t } from "./texts";
import { type Chat, openChat } from "./wecom";

const tabs = ["today", "customers", "scripts", "check", "me"] as const;
const tabOf: Record<string, string> = { customer: "customers", pool: "customers", day: "me", record: "me" };

type Session = Me | "nobody" | undefined;

/** The rep's workspace: sign-in, pages and the bar between them. */
export function App() {
  const [session, setSession] = useState<Session>();
  const [error, setError] = useState<Refusal>();
  const [language, choose] = useState<Language>("zh-CN");
  const [chat, setChat] = useState<Chat | null>(null);
  const signedIn = useCallback((me: Me) => {
    setLanguage(me.user.locale);
    choose(me.user.locale);
    setSession(me);
  }, []);
  const who = typeof session === "object" ? session.user.id : undefined;
  // Opened from a chat, the desk begins with its customer.
  useEffect(() => {
    if (!who) return;
    void openChat().then((found) => {
      setChat(found);
      if (found?.customer && readPlace(location.hash).page === "today") go(`customer/${found.customer}`);
    });
  }, [who]);
  const load = useCallback(() => {
    setError(undefined);
    ask<Me>("GET", "/session").then(signedIn, (problem: unknown) => {
      if (problem instanceof Refusal && problem.status === 401) setSession("nobody");
      else setError(problem instanceof Refusal ? problem : new Refusal(0, "offline"));
    });
  }, [signedIn]);
  useEffect(() => {
    setSignedOutHandler(() => setSession("nobody"));
    setLanguage("zh-CN");
    load();
  }, [load]);

  if (error) return <Problem error={error} onRetry={load} />;
  if (session === undefined) return <Loading when />;
  if (session === "nobody") return <SignIn onSignedIn={signedIn} />;
  if (session.user.must_change_password)
    return (
      <main className="page">
        <h1>{t("sign_in.change")}</h1>
        <p>
          <a className="button primary" href="/sign-in">
            {t("sign_in.change_link")}
          </a>
        </p>
      </main>
    );
  return (
    <Shell
      key={language}
      me={session}
      chat={chat}
      onLanguage={(next) => ask<Me>("PATCH", "/session", { locale: next }).then(signedIn, setError)}
      onSignOut={() => ask("DELETE", "/session").finally(() => setSession("nobody"))}
    />
  );
}

interface ShellProps {
  me: Me;
  chat: Chat | null;
  onLanguage: (language: Language) => void;
  onSignOut: () => void;
}

function Shell({ me, chat, onLanguage, onSignOut }: ShellProps) {
  const place = usePlace();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  const here = `${place.page}/${place.id}`;
  // After a change of page, reading and tabbing go on at its top.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the page is what matters
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    scrollTo(0, 0);
    main.current?.focus();
  }, [here]);
  const current = tabOf[place.page] ?? place.page;
  return (
    <div className="shell">
      <button className="skip" type="button" onClick={() => main.current?.focus()}>
        {t("skip")}
      </button>
      <main className="page" id="main" ref={main} tabIndex={-1}>
        <CurrentPage
          key={here}
          place={place}
          me={me}
          chat={chat}
          onLanguage={onLanguage}
          onSignOut={onSignOut}
        />
      </main>
      <nav className="tabs" aria-label={t("nav.label")}>
        {tabs.map((tab) => (
          <a key={tab} href={`#/${tab}`} aria-current={tab === current ? "page" : undefined}>
            {t(`nav.${tab}` as Key)}
          </a>
        ))}
      </nav>
    </div>
  );
}

function CurrentPage({ place, me, chat, onLanguage, onSignOut }: ShellProps & { place: Place }) {
  switch (place.page) {
    case "customers":
      return <CustomersPage />;
    case "customer":
      return <CustomerPage id={place.id} me={me} />;
    case "pool":
      return <PoolPage id={place.id} />;
    case "scripts":
      return <ScriptsPage me={me} chat={chat} customerId={place.id || chat?.customer || null} />;
    case "check":
      return <CheckPage />;
    case "me":
      return <MePage me={me} onLanguage={onLanguage} onSignOut={onSignOut} />;
    case "day":
      return <DayPage me={me} />;
    case "record":
      return <RecordPage />;
    default:
      return <TodayPage />;
  }
}
