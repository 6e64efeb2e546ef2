import { Button, Input } from "antd";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Field } from "@/components/ui/Field";
import type { Me } from "@/lib/api/types";
import { useSignIn } from "@/lib/session";

export function SignInForm({ onDone }: { onDone: (me: Me) => void }) {
  const { t } = useTranslation();
  const signIn = useSignIn();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (login.trim() && password) signIn.mutate({ login: login.trim(), password }, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit} className="form">
      <Field label={t("session.login")}>
        {(id) => (
          <Input
            id={id}
            size="large"
            autoComplete="username"
            required
            value={login}
            onChange={(e) => setLogin(e.target.value)}
          />
        )}
      </Field>
      <Field label={t("session.password")}>
        {(id) => (
          <Input.Password
            id={id}
            size="large"
            autoComplete="current-password"
            required
            value={password}
            onChange={(e) => setPassword(e.target.value)}
          />
        )}
      </Field>
      {signIn.error && <ErrorNotice error={signIn.error} />}
      <Button type="primary" size="large" htmlType="submit" block loading={signIn.isPending}>
        {t("session.sign_in")}
      </Button>
    </form>
  );
}
