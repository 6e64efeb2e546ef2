import { Input, Select, Switch } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Field } from "@/components/ui/Field";
import { FormDrawer } from "@/components/ui/FormDrawer";
import { NativeSelect } from "@/components/ui/NativeSelect";
import type { CustomerField } from "@/lib/api/types";

const types = ["text", "number", "date", "choice"] as const;
const keyForm = /^[a-z][a-z0-9_]{0,39}$/;

/** Defines a field, or changes how one is called; its key stays. */
export function FieldDrawer({
  field,
  taken,
  error,
  saving,
  onSave,
  onClose,
}: {
  field: CustomerField | undefined;
  taken: readonly string[];
  error: unknown;
  saving: boolean;
  onSave: (field: CustomerField) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<CustomerField>(
    () => field ?? { key: "", label_zh: "", label_en: "", type: "text", choices: [], for_reps: true },
  );
  const [tried, setTried] = useState(false);
  const set = (part: Partial<CustomerField>) => setDraft((old) => ({ ...old, ...part }));
  const keyFault = !keyForm.test(draft.key) || (!field && taken.includes(draft.key));
  const choiceFault = draft.type === "choice" && (draft.choices ?? []).length === 0;
  const save = () => {
    setTried(true);
    if (keyFault || choiceFault || !draft.label_zh.trim() || !draft.label_en.trim()) return;
    onSave({ ...draft, choices: draft.type === "choice" ? draft.choices : [] });
  };
  const missing = (text: string) => (tried && !text.trim() ? t("segments.missing") : undefined);
  return (
    <FormDrawer
      size={480}
      title={field ? t("segments.edit_field", { name: field.label_zh }) : t("segments.create_field")}
      saving={saving}
      error={error}
      onSave={save}
      onClose={onClose}
    >
      <Field
        label={t("segments.field_key")}
        hint={t("segments.field_key_hint")}
        error={tried && keyFault ? t("segments.field_key_fault") : undefined}
      >
        {(id, note) => (
          <Input
            id={id}
            aria-describedby={note}
            maxLength={40}
            disabled={field !== undefined}
            value={draft.key}
            onChange={(event) => set({ key: event.target.value })}
          />
        )}
      </Field>
      {(["label_zh", "label_en"] as const).map((name) => (
        <Field key={name} label={t(`segments.${name}`)} error={missing(draft[name])}>
          {(id, note) => (
            <Input
              id={id}
              aria-describedby={note}
              maxLength={60}
              value={draft[name]}
              onChange={(event) => set({ [name]: event.target.value })}
            />
          )}
        </Field>
      ))}
      <p className="segment-sets">
        <NativeSelect
          label={t("segments.field_type")}
          value={draft.type}
          options={types.map((value) => ({ value, label: t(`segments.type.${value}`) }))}
          onChange={(type) => set({ type })}
        />
      </p>
      {draft.type === "choice" && (
        <Field
          label={t("segments.choices")}
          hint={t("segments.choices_hint")}
          error={tried && choiceFault ? t("segments.missing") : undefined}
        >
          {(id) => (
            <Select
              id={id}
              mode="tags"
              open={false}
              suffixIcon={null}
              tokenSeparators={[",", "，", "、"]}
              value={draft.choices}
              onChange={(choices: string[]) => set({ choices })}
            />
          )}
        </Field>
      )}
      <Field label={t("segments.for_reps")} hint={t("segments.for_reps_hint")}>
        {(id, note) => (
          <span>
            <Switch
              id={id}
              aria-describedby={note}
              checked={draft.for_reps ?? true}
              onChange={(for_reps) => set({ for_reps })}
            />
          </span>
        )}
      </Field>
    </FormDrawer>
  );
}
