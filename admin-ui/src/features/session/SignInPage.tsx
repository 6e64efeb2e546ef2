import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Logo } from "@/components/ui/Logo";
import { PreferencesForm } from "@/components/ui/PreferencesForm";
import type { Me } from "@/lib/api/types";
import { setLanguage } from "@/lib/i18n";
import { hasStoredLanguage, setPreferences } from "@/lib/preferences";
import { sessionQuery } from "@/lib/session";
import { PasswordForm } from "./components/PasswordForm";
import { SignInForm } from "./components/SignInForm";
import "./session.css";

const route = getRouteApi("/sign-in");

/** Signs in; whoever came with a one-time password chooses his own before he goes on. */
export function SignInPage() {
  const { t } = useTranslation();
  const { to } = route.useSearch();
  const router = useRouter();
  const { data: me } = useQuery(sessionQuery);
  const goOn = () => router.history.push(to?.startsWith("/") && !to.startsWith("//") ? to : "/");
  const signedIn = (who: Me) => {
    if (!hasStoredLanguage()) {
      setPreferences({ language: who.user.locale });
      void setLanguage(who.user.locale);
    }
    if (!who.user.must_change_password) goOn();
  };
  const mustChange = me?.user.must_change_password ?? false;
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <Logo />
        <h1>{mustChange ? t("session.change_title") : t("session.title")}</h1>
        <p className="muted">{mustChange ? t("session.change_hint") : t("session.hint")}</p>
        {mustChange ? <PasswordForm onDone={goOn} /> : <SignInForm onDone={signedIn} />}
      </div>
      <PreferencesForm small />
    </main>
  );
}
