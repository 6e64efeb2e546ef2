import "@/components/ui/native.css";
import "./filters.css";

interface Props {
  label: string;
  min?: string;
  max?: string;
  value: string;
  onChange: (day: string) => void;
}

/** A day that is always one: an emptied field changes nothing. */
export function FilterDay({ label, min, max, value, onChange }: Props) {
  return (
    <label className="filter-day">
      {label}
      <input
        type="date"
        className="native-select"
        min={min}
        max={max}
        value={value}
        onChange={(event) => event.target.value && onChange(event.target.value)}
      />
    </label>
  );
}
