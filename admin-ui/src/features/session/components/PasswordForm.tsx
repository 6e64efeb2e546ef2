import { Button, Input } from "antd";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Field } from "@/components/ui/Field";
import { useChangePassword } from "@/lib/session";

const shortest = 10;

export function PasswordForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const change = useChangePassword();
  const [old, setOld] = useState("");
  const [fresh, setFresh] = useState("");
  const [again, setAgain] = useState("");
  const [tried, setTried] = useState(false);
  const tooShort = [...fresh].length < shortest;
  const differs = fresh !== again;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!old || tooShort || differs) return;
    change.mutate({ old_password: old, new_password: fresh }, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit} className="form">
      <Field label={t("session.old_password")}>
        {(id) => (
          <Input.Password
            id={id}
            autoComplete="current-password"
            required
            value={old}
            onChange={(e) => setOld(e.target.value)}
          />
        )}
      </Field>
      <Field
        label={t("session.new_password")}
        hint={t("session.password_rule", { count: shortest })}
        error={tried && tooShort ? t("session.too_short", { count: shortest }) : undefined}
      >
        {(id, describedBy) => (
          <Input.Password
            id={id}
            aria-describedby={describedBy}
            autoComplete="new-password"
            required
            value={fresh}
            onChange={(e) => setFresh(e.target.value)}
          />
        )}
      </Field>
      <Field label={t("session.new_again")} error={tried && differs ? t("session.differs") : undefined}>
        {(id, describedBy) => (
          <Input.Password
            id={id}
            aria-describedby={describedBy}
            autoComplete="new-password"
            required
            value={again}
            onChange={(e) => setAgain(e.target.value)}
          />
        )}
      </Field>
      {change.error && <ErrorNotice error={change.error} />}
      <Button type="primary" htmlType="submit" block loading={change.isPending}>
        {t("session.change")}
      </Button>
    </form>
  );
}
