import { Input } from "antd";
import { useTranslation } from "react-i18next";
import { Field } from "@/components/ui/Field";
import { NativeSelect } from "@/components/ui/NativeSelect";
import type { CustomerField } from "@/lib/api/types";

/** The company's own fields, each asked for by its type. */
export function OwnFields({
  defined,
  values,
  onChange,
}: {
  defined: readonly CustomerField[];
  values: Record<string, string>;
  onChange: (values: Record<string, string>) => void;
}) {
  const { i18n } = useTranslation();
  return defined.map((field) => {
    const label = i18n.language === "en" ? field.label_en : field.label_zh;
    const value = values[field.key] ?? "";
    const set = (next: string) => onChange({ ...values, [field.key]: next });
    const choices = ["", ...(field.choices ?? [])];
    // What stands and is no choice any more can be kept.
    const all = choices.includes(value) ? choices : [...choices, value];
    return (
      <Field key={field.key} label={label}>
        {(id) =>
          field.type === "choice" ? (
            <NativeSelect
              label={label}
              value={value}
              options={all.map((one) => ({ value: one, label: one || "—" }))}
              onChange={set}
            />
          ) : (
            <Input
              id={id}
              type={field.type === "date" ? "date" : "text"}
              inputMode={field.type === "number" ? "decimal" : undefined}
              maxLength={1000}
              value={value}
              onChange={(event) => set(event.target.value)}
            />
          )
        }
      </Field>
    );
  });
}
