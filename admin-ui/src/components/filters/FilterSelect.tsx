import { NativeSelect } from "@/components/ui/NativeSelect";

interface Props<T extends string> {
  label: string;
  /** How the choice of no value is called. */
  any: string;
  value: T | undefined;
  options: readonly { value: T; label: string }[];
  onChange: (value: T | undefined) => void;
}

/** One value that a list is narrowed to, or any. */
export function FilterSelect<T extends string>({ label, any, value, options, onChange }: Props<T>) {
  return (
    <NativeSelect<T | "">
      label={label}
      value={value ?? ""}
      options={[{ value: "", label: any }, ...options]}
      onChange={(next) => onChange(next || undefined)}
    />
  );
}
