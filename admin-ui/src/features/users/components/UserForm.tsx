import { Input, Modal, Radio, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DepartmentPicker } from "@/components/pickers/DepartmentPicker";
import { PersonPicker } from "@/components/pickers/PersonPicker";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Field } from "@/components/ui/Field";
import type { ScopeInput, User, UserRole } from "@/lib/api/types";
import { joinRef, splitRef } from "@/lib/searchParams";
import { useCreateUser, useUpdateUser } from "../api/users";

const roles: readonly UserRole[] = ["administrator", "compliance_officer", "rep"];
const loginPattern = /^[a-z0-9][a-z0-9._@-]{0,63}$/;

interface Draft {
  login: string;
  name: string;
  role: UserRole;
  kind: ScopeInput["kind"];
  departments: string[];
  employees: string[];
}

function draftOf(user: User | undefined): Draft {
  const scope = user?.scope;
  return {
    login: user?.login ?? "",
    name: user?.display_name ?? "",
    role: user?.role ?? "compliance_officer",
    kind: !scope || scope.kind === "nothing" ? "all" : scope.kind,
    departments: scope?.departments.map((ref) => joinRef(ref.source, ref.id)) ?? [],
    employees: scope?.employees.map((ref) => joinRef(ref.source, ref.id)) ?? [],
  };
}

function scopeOf(draft: Draft): ScopeInput {
  const refs = (list: string[]) => list.map(splitRef).filter((ref) => ref !== undefined);
  if (draft.kind === "departments") return { kind: "departments", departments: refs(draft.departments) };
  if (draft.kind === "own") return { kind: "own", employees: refs(draft.employees) };
  return { kind: "all" };
}

interface Props {
  /** Whom to change; nobody means a new account. */
  user: User | undefined;
  onClose: () => void;
  onPassword: (login: string, password: string) => void;
}

/** Makes an account or changes one: name, role, and whose conversations it may see. */
export function UserForm({ user, onClose, onPassword }: Props) {
  const { t } = useTranslation();
  const create = useCreateUser();
  const update = useUpdateUser();
  const [draft, setDraft] = useState(() => draftOf(user));
  const [tried, setTried] = useState(false);
  const change = (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part }));
  const badLogin = !user && !loginPattern.test(draft.login);
  const badName = draft.name.trim() === "";
  const badScope =
    (draft.kind === "departments" && draft.departments.length === 0) ||
    (draft.kind === "own" && draft.employees.length === 0);

  const save = () => {
    setTried(true);
    if (badLogin || badName || badScope) return;
    const body = { display_name: draft.name.trim(), role: draft.role, scope: scopeOf(draft) };
    if (user) return update.mutate({ id: user.id, change: body }, { onSuccess: onClose });
    create.mutate(
      { login: draft.login, ...body },
      { onSuccess: (made) => onPassword(made.user.login, made.one_time_password) },
    );
  };
  const error = create.error ?? update.error;
  return (
    <Modal
      open
      title={user ? t("users.edit", { login: user.login }) : t("users.create")}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      confirmLoading={create.isPending || update.isPending}
      onOk={save}
      onCancel={onClose}
    >
      <div className="form">
        {!user && (
          <Field
            label={t("users.login")}
            hint={t("users.login_rule")}
            error={tried && badLogin ? t("users.login_bad") : undefined}
          >
            {(id, note) => (
              <Input
                id={id}
                aria-describedby={note}
                autoComplete="off"
                value={draft.login}
                onChange={(e) => change({ login: e.target.value })}
              />
            )}
          </Field>
        )}
        <Field label={t("users.name")} error={tried && badName ? t("users.name_bad") : undefined}>
          {(id, note) => (
            <Input
              id={id}
              aria-describedby={note}
              maxLength={100}
              value={draft.name}
              onChange={(e) => change({ name: e.target.value })}
            />
          )}
        </Field>
        <Field label={t("users.role")}>
          {(id) => (
            <Select
              id={id}
              aria-label={t("users.role")}
              value={draft.role}
              onChange={(role) => change({ role, kind: role === "rep" ? "own" : draft.kind })}
              options={roles.map((role) => ({ value: role, label: t(`roles.${role}`) }))}
            />
          )}
        </Field>
        <ScopeFields
          draft={draft}
          onChange={change}
          error={tried && badScope ? t("users.scope_empty") : undefined}
        />
        {error && <ErrorNotice error={error} />}
      </div>
    </Modal>
  );
}

function ScopeFields({
  draft,
  onChange,
  error,
}: {
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
  error: string | undefined;
}) {
  const { t } = useTranslation();
  return (
    <fieldset className="field scope-fields">
      <legend>{t("users.scope")}</legend>
      <Radio.Group
        value={draft.kind}
        onChange={(event) => onChange({ kind: event.target.value })}
        options={(["all", "departments", "own"] as const).map((kind) => ({
          value: kind,
          label: t(`users.scopes.${kind}`),
        }))}
      />
      {draft.kind === "departments" && (
        <DepartmentPicker
          multiple
          label={t("users.pick_departments")}
          value={draft.departments}
          onChange={(departments) => onChange({ departments })}
        />
      )}
      {draft.kind === "own" && (
        <PersonPicker
          kind="employee"
          multiple
          label={t("users.pick_employees")}
          value={draft.employees}
          onChange={(employees) => onChange({ employees })}
        />
      )}
      {error && (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}
