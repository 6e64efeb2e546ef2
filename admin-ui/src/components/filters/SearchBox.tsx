import { SearchOutlined } from "@ant-design/icons";
import { Input } from "antd";

interface Props {
  className?: string;
  label: string;
  /** What stands in the empty field; the label unless told. */
  hint?: string;
  /** How the button is called that looks; without it there is the plain one of the kit. */
  find?: string;
  /** How many characters there may be. */
  most?: number;
  value: string | undefined;
  onChange: (text: string | undefined) => void;
}

/** Text that a list is narrowed by once it is entered; it follows the address when that changes. */
export function SearchBox({ className, label, hint = label, find, most, value, onChange }: Props) {
  return (
    <Input.Search
      key={value}
      className={className}
      allowClear
      maxLength={most}
      defaultValue={value}
      placeholder={hint}
      aria-label={label}
      enterButton={find && <SearchOutlined role="img" aria-label={find} />}
      onSearch={(text) => onChange(text.trim() || undefined)}
    />
  );
}
