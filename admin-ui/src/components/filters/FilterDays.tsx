import "@/components/ui/native.css";
import "./filters.css";

interface Props {
  from: string | undefined;
  until: string | undefined;
  labels: { from: string; until: string };
  onChange: (part: { from?: string; until?: string }) => void;
}

/** From a day to a day, both whole; either may be left open. */
export function FilterDays({ from, until, labels, onChange }: Props) {
  return (
    <span className="filter-day">
      <input
        type="date"
        className="native-select"
        aria-label={labels.from}
        value={from ?? ""}
        max={until}
        onChange={(event) => onChange({ from: event.target.value || undefined })}
      />
      <span aria-hidden>–</span>
      <input
        type="date"
        className="native-select"
        aria-label={labels.until}
        value={until ?? ""}
        min={from}
        onChange={(event) => onChange({ until: event.target.value || undefined })}
      />
    </span>
  );
}
