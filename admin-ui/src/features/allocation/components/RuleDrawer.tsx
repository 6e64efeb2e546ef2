import { useQuery } from "@tanstack/react-query";
import { Checkbox, Input, Switch } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { poolsQuery } from "@/components/ownership/api";
import { DepartmentPicker } from "@/components/pickers/DepartmentPicker";
import { CountField } from "@/components/ui/CountField";
import { Field } from "@/components/ui/Field";
import { FieldGroup } from "@/components/ui/FieldGroup";
import { FormDrawer } from "@/components/ui/FormDrawer";
import { NativeSelect } from "@/components/ui/NativeSelect";
import { WordsField } from "@/components/ui/WordsField";
import type { AllocationRule } from "@/lib/api/types";
import { useSaveRule } from "../api/allocation";
import { conditionNames, draftOf, faultsOf, type RuleDraft, type RuleFault, settingsOf } from "../draft";
import { TakerFields } from "./TakerFields";

export interface Part {
  draft: RuleDraft;
  onChange: (part: Partial<RuleDraft>) => void;
}

/** Makes a rule or changes one: for whom it is, who takes, when, and what happens without contact. */
export function RuleDrawer({ rule, onClose }: { rule: AllocationRule | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(() => draftOf(rule));
  const [tried, setTried] = useState(false);
  const saving = useSaveRule(rule);
  const faults = faultsOf(draft);
  const onChange = (part: Partial<RuleDraft>) => setDraft((old) => ({ ...old, ...part }));
  const save = () => {
    setTried(true);
    if (faults.length === 0) saving.mutate(settingsOf(draft), { onSuccess: onClose });
  };
  const faultOf = (fault: RuleFault) =>
    tried && faults.includes(fault) ? t(`allocation.fault.${fault}`) : undefined;
  const names = Object.fromEntries(
    (rule?.standing ?? []).map((one) => [`${one.source}|${one.id}`, one.name]),
  );
  return (
    <FormDrawer
      title={rule ? t("allocation.edit", { name: rule.name }) : t("allocation.create")}
      saving={saving.isPending}
      error={saving.error}
      onSave={save}
      onClose={onClose}
    >
      <Field label={t("allocation.name")} error={faultOf("name")}>
        {(id, note) => (
          <Input
            id={id}
            aria-describedby={note}
            maxLength={100}
            value={draft.name}
            onChange={(event) => onChange({ name: event.target.value })}
          />
        )}
      </Field>
      <Field label={t("allocation.enabled")}>
        {(id) => (
          <span>
            <Switch id={id} checked={draft.enabled} onChange={(enabled) => onChange({ enabled })} />
          </span>
        )}
      </Field>
      <Field label={t("ownership.line")} hint={t("allocation.line_hint")}>
        {(id, note) => (
          <Input
            id={id}
            aria-describedby={note}
            maxLength={100}
            value={draft.line}
            onChange={(event) => onChange({ line: event.target.value })}
          />
        )}
      </Field>
      <Conditions draft={draft} onChange={onChange} error={faultOf("fields")} />
      <FieldGroup legend={t("allocation.takers")}>
        <TakerFields draft={draft} onChange={onChange} names={names} error={faultOf("takers")} />
        <Field label={t("allocation.departments")} hint={t("allocation.departments_hint")}>
          {(id) => (
            <DepartmentPicker
              id={id}
              multiple
              label={t("allocation.departments")}
              value={draft.departments}
              onChange={(departments) => onChange({ departments })}
            />
          )}
        </Field>
        <Count draft={draft} onChange={onChange} name="department_owned_limit" most={1_000_000} />
        <Count draft={draft} onChange={onChange} name="department_per_day" most={1_000_000} />
      </FieldGroup>
      <When draft={draft} onChange={onChange} error={faultOf("hours")} />
      <TimeOut draft={draft} onChange={onChange} />
    </FormDrawer>
  );
}

type Numbers = "department_owned_limit" | "department_per_day" | "time_out_minutes" | "max_moves";

function Count({ draft, onChange, name, most }: Part & { name: Numbers; most: number }) {
  const { t } = useTranslation();
  return (
    <CountField
      label={t(`allocation.${name}`)}
      hint={t(`allocation.${name}_hint`)}
      most={most}
      value={draft[name]}
      onChange={(value) => onChange({ [name]: value })}
    />
  );
}

const mostWords = 100;

function Conditions({ draft, onChange, error }: Part & { error: string | undefined }) {
  const { t } = useTranslation();
  return (
    <FieldGroup legend={t("allocation.conditions")}>
      {conditionNames.map((name) => (
        <WordsField
          key={name}
          label={t(`allocation.condition.${name}`)}
          hint={name === "regions" ? t("allocation.regions_hint") : undefined}
          most={mostWords}
          value={draft.conditions[name]}
          onChange={(all) => onChange({ conditions: { ...draft.conditions, [name]: all } })}
        />
      ))}
      <WordsField
        label={t("allocation.condition.fields")}
        hint={t("allocation.fields_hint")}
        error={error}
        most={mostWords}
        value={draft.fields}
        onChange={(fields) => onChange({ fields })}
      />
    </FieldGroup>
  );
}

function When({ draft, onChange, error }: Part & { error: string | undefined }) {
  const { t } = useTranslation();
  const methods = (["in_turn", "weighted", "least_load"] as const).map((value) => ({
    value,
    label: t(`allocation.method.${value}`),
  }));
  const outside = (["wait", "anyway"] as const).map((value) => ({
    value,
    label: t(`allocation.outside.${value}`),
  }));
  return (
    <FieldGroup legend={t("allocation.how")}>
      <NativeSelect
        label={t("allocation.method_title")}
        value={draft.method}
        options={methods}
        onChange={(method) => onChange({ method })}
      />
      <Checkbox.Group
        aria-label={t("allocation.weekdays")}
        options={[1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: day, label: t(`allocation.weekday.${day}`) }))}
        value={draft.weekdays}
        onChange={(weekdays: number[]) => onChange({ weekdays })}
      />
      <Field label={t("allocation.from")} hint={t("allocation.weekdays_hint")} error={error}>
        {(id, note) => (
          <Input
            id={id}
            aria-describedby={note}
            maxLength={5}
            value={draft.from}
            onChange={(event) => onChange({ from: event.target.value })}
          />
        )}
      </Field>
      <Field label={t("allocation.to")}>
        {(id) => (
          <Input
            id={id}
            maxLength={5}
            value={draft.to}
            onChange={(event) => onChange({ to: event.target.value })}
          />
        )}
      </Field>
      <NativeSelect
        label={t("allocation.outside_title")}
        value={draft.anyway ? "anyway" : "wait"}
        options={outside}
        onChange={(value) => onChange({ anyway: value === "anyway" })}
      />
    </FieldGroup>
  );
}

function TimeOut({ draft, onChange }: Part) {
  const { t } = useTranslation();
  const pools = useQuery(poolsQuery).data?.items.filter((pool) => pool.line === draft.line.trim()) ?? [];
  const options = [
    { value: "", label: t("allocation.no_pool") },
    ...pools.map((pool) => ({ value: pool.id, label: pool.name })),
  ];
  return (
    <FieldGroup legend={t("allocation.time_out_title")}>
      <Count draft={draft} onChange={onChange} name="time_out_minutes" most={525_600} />
      <Count draft={draft} onChange={onChange} name="max_moves" most={100} />
      <NativeSelect
        label={t("allocation.fallback_pool")}
        value={draft.fallback_pool}
        options={options}
        onChange={(fallback_pool) => onChange({ fallback_pool })}
      />
    </FieldGroup>
  );
}
