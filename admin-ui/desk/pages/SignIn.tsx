import { type FormEvent, useEffect, useState } from "react";
import { ask, type Me, Refusal } from "../api";
import { Problem } from "../parts";
import { go, usePlace } from "../route";
import { codeText, t } from "../texts";
import { insideWecom } from "../wecom";

const byWecom = "/api/v1/session/wecom/start";

/** Inside the platform it says who came, unless it did so in vain; outside of it, login and password. */
export function SignIn({ onSignedIn }: { onSignedIn: (me: Me) => void }) {
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Refusal>();
  const place = usePlace();
  const refused = place.page === "refused" ? place.id : "";
  useEffect(() => {
    if (!insideWecom() || refused) return;
    // A server without the platform answers 404, which nobody should be led to.
    void fetch(byWecom, { redirect: "manual" }).then(
      (answer) => answer.type === "opaqueredirect" && location.replace(byWecom),
      () => undefined,
    );
  }, [refused]);
  const send = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    ask<Me>("POST", "/session", { login, password })
      .then(
        (me) => {
          if (refused) go("today");
          onSignedIn(me);
        },
        (problem: unknown) => setError(problem instanceof Refusal ? problem : new Refusal(0, "offline")),
      )
      .finally(() => setBusy(false));
  };
  return (
    <main className="page">
      <h1>{t("sign_in.title")}</h1>
      <form onSubmit={send}>
        <Problem error={error} />
        {refused && !error && (
          <p className="problem" role="alert">
            {codeText("refused", refused)}
          </p>
        )}
        <label>
          {t("sign_in.login")}
          <input
            autoComplete="username"
            autoCapitalize="none"
            required
            maxLength={100}
            value={login}
            onChange={(event) => setLogin(event.target.value)}
          />
        </label>
        <label>
          {t("sign_in.password")}
          <input
            type="password"
            autoComplete="current-password"
            required
            maxLength={200}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </label>
        <button className="primary" type="submit" disabled={busy}>
          {t("sign_in.go")}
        </button>
      </form>
    </main>
  );
}
