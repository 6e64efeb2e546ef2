import { type FormEvent, useState } from "react";
import { ask, type Me, Refusal } from "../api";
import { Problem } from "../parts";
import { t } from "../texts";

/** For a browser outside of the platform: login and password. */
export function SignIn({ onSignedIn }: { onSignedIn: (me: Me) => void }) {
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Refusal>();
  const send = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    ask<Me>("POST", "/session", { login, password })
      .then(onSignedIn, (problem: unknown) =>
        setError(problem instanceof Refusal ? problem : new Refusal(0, "offline")),
      )
      .finally(() => setBusy(false));
  };
  return (
    <main className="page">
      <h1>{t("sign_in.title")}</h1>
      <form onSubmit={send}>
        <Problem error={error} />
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
