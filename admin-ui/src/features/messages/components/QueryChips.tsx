import { CloseOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { ArchiveSearch } from "../filters";
import { cut, type Place, without, withPart } from "../language";

interface Props {
  search: ArchiveSearch;
  parts: readonly Place[];
  onChange: (change: ArchiveSearch) => void;
}

/** The parts of the query that must all hold: each can be turned off and on again, or taken away. */
export function QueryChips({ search, parts, onChange }: Props) {
  const { t } = useTranslation();
  const query = search.q ?? "";
  const off = search.off?.split("\n").filter(Boolean) ?? [];
  if (parts.length + off.length < 2 && off.length === 0) return null;
  const turnOff = (place: Place) =>
    onChange({ q: without(query, place) || undefined, off: [...off, cut(query, place)].join("\n") });
  const leaveOff = (part: string) => off.filter((one) => one !== part).join("\n") || undefined;
  return (
    <ul className="query-chips" aria-label={t("search.parts")}>
      {parts.map((place) => (
        <Chip
          key={place.column}
          text={cut(query, place)}
          on
          onToggle={() => turnOff(place)}
          onRemove={() => onChange({ q: without(query, place) || undefined })}
        />
      ))}
      {off.map((part) => (
        <Chip
          key={part}
          text={part}
          on={false}
          onToggle={() => onChange({ q: withPart(search.q, part), off: leaveOff(part) })}
          onRemove={() => onChange({ off: leaveOff(part) })}
        />
      ))}
    </ul>
  );
}

function Chip(props: { text: string; on: boolean; onToggle: () => void; onRemove: () => void }) {
  const { t } = useTranslation();
  return (
    <li className={`query-chip ${props.on ? "" : "query-chip-off"}`}>
      <button type="button" aria-pressed={props.on} title={t("search.toggle_part")} onClick={props.onToggle}>
        {props.text}
      </button>
      <button
        type="button"
        aria-label={t("search.remove_part", { part: props.text })}
        onClick={props.onRemove}
      >
        <CloseOutlined aria-hidden />
      </button>
    </li>
  );
}
