import { useQuery } from "@tanstack/react-query";
import { Input, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import { poolsQuery } from "@/components/ownership/api";
import { DepartmentPicker } from "@/components/pickers/DepartmentPicker";
import { PersonPicker } from "@/components/pickers/PersonPicker";
import { NativeSelect } from "@/components/ui/NativeSelect";
import type { CustomerCondition } from "@/lib/api/types";
import { joinRef, splitRef } from "@/lib/searchParams";
import { hasWindow, mayLookBackForEver, type Shape, shapeOf } from "../condition";

type Ref = { source: string; id: string };

const ways = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 16, 201, 202];
const served = ["owned", "pool", "nobody"];
const units: Partial<Record<Shape, string>> = {
  days: "segments.unit_days",
  hours: "segments.unit_hours",
  money: "segments.unit_money",
};

/** What a question is asked with. */
export function ConditionValue({
  leaf,
  onChange,
}: {
  leaf: CustomerCondition;
  onChange: (leaf: CustomerCondition) => void;
}) {
  const { t } = useTranslation();
  const shape = shapeOf(leaf);
  const label = t("segments.value");
  const set = (value: unknown) => onChange({ ...leaf, value });
  switch (shape) {
    case "texts":
      return (
        <Select
          mode="tags"
          className="condition-value"
          aria-label={label}
          placeholder={label}
          open={false}
          suffixIcon={null}
          tokenSeparators={[",", "，", "、"]}
          value={leaf.value as string[]}
          onChange={set}
        />
      );
    case "served":
      return (
        <Select
          mode="multiple"
          className="condition-value"
          aria-label={label}
          placeholder={label}
          value={leaf.value as string[]}
          options={served.map((value) => ({ value, label: t(`segments.served.${value}`) }))}
          onChange={set}
        />
      );
    case "ways":
      return (
        <Select
          mode="multiple"
          className="condition-value"
          aria-label={label}
          placeholder={label}
          value={leaf.value as number[]}
          options={ways.map((value) => ({
            value,
            label: t(`customers.way.${value}`, { defaultValue: String(value) }),
          }))}
          onChange={set}
        />
      );
    case "pools":
      return <Pools label={label} value={leaf.value as string[]} onChange={set} />;
    case "employees":
    case "departments": {
      const refs = (leaf.value as Ref[]).map((one) => joinRef(one.source, one.id));
      const take = (chosen: string[]) => set(chosen.map(splitRef).filter((ref) => ref !== undefined));
      return shape === "employees" ? (
        <PersonPicker kind="employee" multiple label={label} value={refs} onChange={take} />
      ) : (
        <DepartmentPicker multiple label={label} value={refs} onChange={take} />
      );
    }
    case "truth":
      return (
        <NativeSelect
          label={label}
          value={leaf.value ? "yes" : "no"}
          options={[
            { value: "yes", label: t("segments.yes") },
            { value: "no", label: t("segments.no") },
          ]}
          onChange={(value) => set(value === "yes")}
        />
      );
    case "text":
    case "day":
      return (
        <Input
          className="condition-value"
          type={shape === "day" ? "date" : "text"}
          aria-label={label}
          maxLength={100}
          value={String(leaf.value ?? "")}
          onChange={(event) => set(event.target.value)}
        />
      );
    default: {
      const unit = units[shape];
      return (
        <span className="condition-number">
          <InputNumber
            aria-label={label}
            min={shape === "number" ? undefined : 0}
            value={leaf.value as number}
            onChange={(value) => set(value)}
          />
          {unit && t(unit)}
          {leaf.on && hasWindow(leaf.on) && (
            <>
              {t(shape === "money" ? "segments.window_of_value" : "segments.window_before")}
              <InputNumber
                aria-label={t("segments.window")}
                min={mayLookBackForEver(leaf.on) ? 0 : 1}
                max={3650}
                precision={0}
                value={leaf.days}
                onChange={(days) => onChange({ ...leaf, days: days ?? 30 })}
              />
              {t("segments.unit_days")}
            </>
          )}
        </span>
      );
    }
  }
}

function Pools({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string[];
  onChange: (ids: string[]) => void;
}) {
  const pools = useQuery(poolsQuery).data?.items ?? [];
  return (
    <Select
      mode="multiple"
      className="condition-value"
      aria-label={label}
      placeholder={label}
      value={value}
      options={pools.map((pool) => ({ value: pool.id, label: pool.name }))}
      onChange={onChange}
    />
  );
}
