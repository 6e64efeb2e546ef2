import { Select } from "antd";
import { Field } from "./Field";

interface Props {
  label: string;
  hint?: string;
  error?: string;
  /** How many words there may be. */
  most: number;
  value: string[];
  onChange: (words: string[]) => void;
}

/** Words that a person types, parted by a comma of either script. */
export function WordsField({ label, hint, error, most, value, onChange }: Props) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(id, note) => (
        <Select
          id={id}
          mode="tags"
          open={false}
          suffixIcon={null}
          tokenSeparators={[",", "，"]}
          maxCount={most}
          aria-label={label}
          aria-describedby={note}
          value={value}
          onChange={(words: string[]) => onChange(words.map((word) => word.trim()).filter(Boolean))}
        />
      )}
    </Field>
  );
}
