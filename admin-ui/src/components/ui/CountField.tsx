import { InputNumber } from "antd";
import { Field } from "./Field";

interface Props {
  label: string;
  hint?: string;
  error?: string;
  most: number;
  value: number;
  onChange: (value: number) => void;
}

/** A whole number from zero up; an empty field is zero. */
export function CountField({ label, hint, error, most, value, onChange }: Props) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(id, note) => (
        <InputNumber
          id={id}
          aria-describedby={note}
          min={0}
          max={most}
          precision={0}
          value={value}
          onChange={(next) => onChange(next ?? 0)}
        />
      )}
    </Field>
  );
}
