import { LoadingOutlined, SearchOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input, Select } from "antd";
import { type FormEvent, type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { FilterDays } from "@/components/filters/FilterDays";
import { DepartmentPicker } from "@/components/pickers/DepartmentPicker";
import { PersonPicker } from "@/components/pickers/PersonPicker";
import { type ArchiveSearch, channels, mediaKinds, messageTypes, ranges, roles, verdicts } from "../filters";
import { Suggestions } from "./Suggestions";

interface Props {
  search: ArchiveSearch;
  busy: boolean;
  onChange: (change: ArchiveSearch) => void;
  /** What belongs below the query: its parts, or what is wrong with it. */
  children?: ReactNode;
  /** What belongs beside the button. */
  extra?: ReactNode;
}

/** The query and its filters. The text is asked on Enter, a filter at once; all of it lives in the address. */
export function SearchForm({ search, busy, onChange, children, extra }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(search.q ?? "");
  const writing = text !== (search.q ?? "");
  useEffect(() => setText(search.q ?? ""), [search.q]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onChange({ q: text.trim() || undefined });
  };
  return (
    <search className="search-form">
      <form onSubmit={submit} className="search-line">
        <Input
          id="archive-query"
          aria-label={t("search.query")}
          placeholder={t("search.query_hint")}
          prefix={<SearchOutlined aria-hidden />}
          allowClear
          maxLength={400}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {/* Not `loading`: such a button swallows Enter, and a second query must not wait for the first. */}
        <Button type="primary" htmlType="submit" icon={busy ? <LoadingOutlined aria-hidden /> : undefined}>
          {t("search.go")}
        </Button>
        {extra}
      </form>
      {writing && <Suggestions text={text} onTake={setText} />}
      {children}
      <div className="search-filters">
        <PersonPicker
          kind="employee"
          label={t("search.employee")}
          value={search.employee}
          onChange={(employee) => onChange({ employee })}
        />
        <PersonPicker
          kind="customer"
          label={t("search.customer")}
          value={search.customer}
          onChange={(customer) => onChange({ customer })}
        />
        <DepartmentPicker
          label={t("search.department")}
          value={search.department}
          onChange={(department) => onChange({ department })}
        />
        <Choice
          label={t("search.type")}
          value={search.type}
          values={messageTypes}
          text={(type) => t(`message.types.${type}`)}
          onChange={(type) => onChange({ type })}
        />
        <Choice
          label={t("search.role")}
          value={search.role}
          values={roles}
          text={(role) => t(`role.${role}`)}
          onChange={(role) => onChange({ role })}
        />
        <Choice
          label={t("search.channel")}
          value={search.channel}
          values={channels}
          text={(channel) => t(`channel.${channel}`)}
          onChange={(channel) => onChange({ channel })}
        />
        <Choice
          label={t("search.kind")}
          value={search.kind}
          values={mediaKinds}
          text={(kind) => t(`message.types.${kind}`)}
          onChange={(kind) => onChange({ kind })}
        />
        <Choice
          label={t("search.verdict")}
          value={search.verdict}
          values={verdicts}
          text={(state) => t(`state.${state}`)}
          onChange={(verdict) => onChange({ verdict })}
        />
        <TimeRange search={search} onChange={onChange} />
        <Choice
          label={t("common.newest_first")}
          value={search.order}
          values={["oldest"]}
          text={() => t("common.oldest_first")}
          onChange={(order) => onChange({ order })}
        />
        <Checkbox
          checked={search.recalled === "1"}
          onChange={(event) => onChange({ recalled: event.target.checked ? "1" : undefined })}
        >
          {t("search.recalled")}
        </Checkbox>
        <Checkbox
          checked={search.media === "1"}
          onChange={(event) => onChange({ media: event.target.checked ? "1" : undefined })}
        >
          {t("search.has_media")}
        </Checkbox>
      </div>
    </search>
  );
}

function Choice<T extends string>(props: {
  label: string;
  value: string | undefined;
  values: readonly T[];
  text: (value: T) => string;
  onChange: (value: T | undefined) => void;
}) {
  return (
    <Select
      aria-label={props.label}
      placeholder={props.label}
      allowClear
      popupMatchSelectWidth={false}
      value={props.value as T | undefined}
      onChange={(value) => props.onChange(value ?? undefined)}
      options={props.values.map((value) => ({ value, label: props.text(value) }))}
    />
  );
}

function TimeRange({ search, onChange }: Pick<Props, "search" | "onChange">) {
  const { t } = useTranslation();
  const custom = search.range === "custom" || Boolean(search.from || search.until);
  return (
    <>
      <Choice
        label={t("search.any_time")}
        value={custom ? "custom" : search.range}
        values={[...(Object.keys(ranges) as (keyof typeof ranges)[]), "custom"]}
        text={(range) => t(`search.ranges.${range}`)}
        onChange={(range) => onChange({ range, from: undefined, until: undefined })}
      />
      {custom && (
        <FilterDays
          labels={{ from: t("search.from"), until: t("search.until") }}
          from={search.from}
          until={search.until}
          onChange={(part) => onChange({ range: "custom", ...part })}
        />
      )}
    </>
  );
}
