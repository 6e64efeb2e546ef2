import { UserOutlined } from "@ant-design/icons";
import { useNavigate } from "@tanstack/react-router";
import { Button, Popover } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PreferencesForm } from "@/components/ui/PreferencesForm";
import { useMe, useSaveLocale, useSignOut } from "@/lib/session";

/** Who is signed in; behind it the preferences and the way out. */
export function AccountMenu() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const saveLocale = useSaveLocale();
  const [open, setOpen] = useState(false);
  const leave = async () => {
    await signOut.mutateAsync().catch(() => {});
    void navigate({ to: "/sign-in" });
  };
  const content = (
    <div className="account">
      <p>
        <strong>{me.user.display_name}</strong>
        <br />
        <span className="muted">
          {me.user.login} · {t(`roles.${me.user.role}`)}
        </span>
      </p>
      <PreferencesForm onLanguage={(language) => saveLocale.mutate(language)} />
      <Button block onClick={() => void leave()} loading={signOut.isPending}>
        {t("session.sign_out")}
      </Button>
      <p className="muted account-version">{t("app.version", { version: me.server.version })}</p>
    </div>
  );
  return (
    <Popover
      content={content}
      trigger="click"
      open={open}
      onOpenChange={setOpen}
      placement="bottomRight"
      destroyOnHidden
    >
      <Button type="text" icon={<UserOutlined aria-hidden />} aria-expanded={open} aria-haspopup="dialog">
        {me.user.display_name}
      </Button>
    </Popover>
  );
}
