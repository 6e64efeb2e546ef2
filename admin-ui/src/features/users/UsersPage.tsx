import { CheckCircleFilled, PlusOutlined, StopOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DataTable } from "@/components/ui/DataTable";
import { ErrorNotice, useErrorText } from "@/components/ui/ErrorNotice";
import { PageHeader } from "@/components/ui/PageHeader";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { Tag } from "@/components/ui/Tag";
import type { User, UserUpdate } from "@/lib/api/types";
import { formatDateTime } from "@/lib/format";
import { useMe } from "@/lib/session";
import { usersQuery, useUpdateUser } from "./api/users";
import { OneTimePassword } from "./components/OneTimePassword";
import { UserForm } from "./components/UserForm";
import "./users.css";

/** Accounts: who may sign in, as what, and whose conversations they see. */
export function UsersPage() {
  const { t } = useTranslation();
  const { data, error, refetch, isPending } = useQuery(usersQuery);
  const [form, setForm] = useState<{ user: User | undefined }>();
  const [password, setPassword] = useState<{ login: string; password: string }>();
  return (
    <div className="page">
      <div className="page-inner">
        <PageHeader title={t("nav.users")}>
          <Button
            type="primary"
            icon={<PlusOutlined aria-hidden />}
            onClick={() => setForm({ user: undefined })}
          >
            {t("users.create")}
          </Button>
        </PageHeader>
        {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
        {isPending && <SkeletonRows />}
        {data && (
          <UserTable
            users={data.items}
            onEdit={(user) => setForm({ user })}
            onPassword={(login, fresh) => setPassword({ login, password: fresh })}
          />
        )}
        {form && (
          <UserForm
            user={form.user}
            onClose={() => setForm(undefined)}
            onPassword={(login, fresh) => {
              setForm(undefined);
              setPassword({ login, password: fresh });
            }}
          />
        )}
        {password && <OneTimePassword {...password} onClose={() => setPassword(undefined)} />}
      </div>
    </div>
  );
}

function UserTable({
  users,
  onEdit,
  onPassword,
}: {
  users: readonly User[];
  onEdit: (user: User) => void;
  onPassword: (login: string, password: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <DataTable
      caption={t("nav.users")}
      rows={users}
      rowKey={(user) => user.id}
      columns={[
        {
          key: "login",
          title: t("users.login"),
          nowrap: true,
          render: (user) => <strong>{user.login}</strong>,
        },
        { key: "name", title: t("users.name"), render: (user) => user.display_name },
        { key: "role", title: t("users.role"), nowrap: true, render: (user) => t(`roles.${user.role}`) },
        { key: "scope", title: t("users.scope"), render: (user) => <ScopeText user={user} /> },
        { key: "state", title: t("users.state"), nowrap: true, render: (user) => <StateMark user={user} /> },
        {
          key: "created",
          title: t("users.created_at"),
          nowrap: true,
          render: (user) => <span className="num">{formatDateTime(user.created_at)}</span>,
        },
        {
          key: "acts",
          title: t("common.acts"),
          nowrap: true,
          render: (user) => <UserActs user={user} onEdit={onEdit} onPassword={onPassword} />,
        },
      ]}
    />
  );
}

function ScopeText({ user }: { user: User }) {
  const { t } = useTranslation();
  const { kind, departments, employees } = user.scope;
  if (kind === "departments") return t("users.scope_departments", { count: departments.length });
  if (kind === "own") return t("users.scope_own", { ids: employees.map((ref) => ref.id).join(", ") });
  return t(`users.scopes.${kind}`);
}

function StateMark({ user }: { user: User }) {
  const { t } = useTranslation();
  if (user.disabled) {
    return (
      <Tag tone="informational" icon={<StopOutlined aria-hidden />}>
        {t("users.disabled")}
      </Tag>
    );
  }
  return (
    <Tag tone={user.must_change_password ? "medium" : "ok"} icon={<CheckCircleFilled aria-hidden />}>
      {user.must_change_password ? t("users.invited") : t("users.active")}
    </Tag>
  );
}

function UserActs({
  user,
  onEdit,
  onPassword,
}: {
  user: User;
  onEdit: (user: User) => void;
  onPassword: (login: string, password: string) => void;
}) {
  const { t } = useTranslation();
  const me = useMe();
  const { message, modal } = App.useApp();
  const errorText = useErrorText();
  const update = useUpdateUser();
  const send = (change: UserUpdate) =>
    update.mutate(
      { id: user.id, change },
      {
        onSuccess: (answer) => answer.one_time_password && onPassword(user.login, answer.one_time_password),
        onError: (error) => void message.error(errorText(error)),
      },
    );
  const ask = (title: string, change: UserUpdate) =>
    modal.confirm({
      title,
      okText: t("common.confirm"),
      cancelText: t("common.cancel"),
      onOk: () => send(change),
    });
  const own = user.id === me.user.id;
  return (
    <span className="user-acts">
      <Button size="small" aria-label={t("users.edit", { login: user.login })} onClick={() => onEdit(user)}>
        {t("common.edit")}
      </Button>
      <Button
        size="small"
        aria-label={t("users.reset_of", { login: user.login })}
        onClick={() => ask(t("users.reset_of", { login: user.login }), { reset_password: true })}
      >
        {t("users.reset")}
      </Button>
      {!own && (
        <Button
          size="small"
          danger={!user.disabled}
          aria-label={t(user.disabled ? "users.enable_of" : "users.disable_of", { login: user.login })}
          onClick={() =>
            user.disabled
              ? send({ disabled: false })
              : ask(t("users.disable_of", { login: user.login }), { disabled: true })
          }
        >
          {t(user.disabled ? "users.enable" : "users.disable")}
        </Button>
      )}
    </span>
  );
}
