import { Select } from "antd";
import type { TagCatalogue } from "@/lib/api/types";

interface Props {
  id?: string;
  label: string;
  groups: TagCatalogue["groups"];
  value: string[];
  onChange: (ids: string[]) => void;
}

/** Tags of one company, to be chosen by group; names are searched too. */
export function TagSelect({ id, label, groups, value, onChange }: Props) {
  return (
    <Select
      id={id}
      mode="multiple"
      className="tag-select"
      aria-label={label}
      maxCount={20}
      optionFilterProp="label"
      value={value}
      onChange={onChange}
      options={groups.map((group) => ({
        label: group.name || group.id,
        title: group.id,
        options: group.tags.map((tag) => ({ value: tag.id, label: tag.name })),
      }))}
    />
  );
}
