import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Input, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import { employeesQuery } from "@/components/pickers/directory";
import { PersonPicker } from "@/components/pickers/PersonPicker";
import { Field } from "@/components/ui/Field";
import { NativeSelect } from "@/components/ui/NativeSelect";
import type { HandoverRule, HandoverWish } from "@/lib/api/types";
import { joinRef, splitRef } from "@/lib/searchParams";

type By = NonNullable<HandoverRule["by"]>;

interface Share {
  key: number;
  value: string;
  takers: string[];
}

/** How customers are to be split, as it is typed. Takers are refs, "source|id". */
export interface Split {
  takers: string[];
  capacities: Record<string, number>;
  by: By;
  field: string;
  shares: Share[];
}

export const emptySplit: Split = { takers: [], capacities: {}, by: "load", field: "", shares: [] };

const rules: readonly By[] = ["load", "one", "tag", "grade", "region", "field"];
const idOf = (ref: string) => splitRef(ref)?.id ?? ref;
/** The name behind a ref, as far as the picker's list tells; else the id. */
function useNameOf(): (ref: string) => string {
  const { data } = useQuery(employeesQuery(""));
  return (ref) => data?.items.find((person) => joinRef(person.source, person.id) === ref)?.name || idOf(ref);
}

const hasShares = (by: By) => by !== "load" && by !== "one";

/** What the server is asked: lines that are not filled in are left out. */
export function wishOfSplit(split: Split): Pick<HandoverWish, "takers" | "rule"> {
  const shares = split.shares
    .map(({ value, takers }) => ({
      value: value.trim(),
      takers: takers.filter((ref) => split.takers.includes(ref)).map(idOf),
    }))
    .filter(({ value, takers }) => value !== "" && takers.length > 0);
  return {
    takers: split.takers.map((ref) => ({
      id: idOf(ref),
      ...(split.capacities[ref] !== undefined && { capacity: split.capacities[ref] }),
    })),
    rule: {
      by: split.by,
      ...(split.by === "field" && { field: split.field.trim() || "region" }),
      ...(hasShares(split.by) && { shares }),
    },
  };
}

export function SplitForm({ split, onChange }: { split: Split; onChange: (split: Split) => void }) {
  const { t } = useTranslation();
  const nameOf = useNameOf();
  const set = (change: Partial<Split>) => onChange({ ...split, ...change });
  return (
    <>
      <Field label={t("handovers.takers")}>
        {(id) => (
          <PersonPicker
            kind="employee"
            multiple
            id={id}
            label={t("handovers.pick_takers")}
            value={split.takers}
            onChange={(takers) => set({ takers })}
          />
        )}
      </Field>
      {split.takers.length > 0 && (
        <fieldset className="handover-capacities">
          <legend>{t("handovers.capacities")}</legend>
          {split.takers.map((ref) => (
            <div key={ref}>
              <span>{nameOf(ref)}</span>
              <InputNumber
                aria-label={t("handovers.capacity_of", { who: nameOf(ref) })}
                min={0}
                max={100_000}
                precision={0}
                placeholder={t("handovers.no_limit")}
                value={split.capacities[ref] ?? null}
                onChange={(value) => {
                  const { [ref]: _, ...others } = split.capacities;
                  set({ capacities: value === null ? others : { ...others, [ref]: value } });
                }}
              />
            </div>
          ))}
        </fieldset>
      )}
      <div className="handover-rule">
        <span>{t("handovers.rule")}</span>
        <NativeSelect
          label={t("handovers.rule")}
          value={split.by}
          options={rules.map((by) => ({ value: by, label: t(`handovers.rules.${by}`) }))}
          onChange={(by) => set({ by })}
        />
        {split.by === "field" && (
          <Input
            className="handover-value"
            aria-label={t("handovers.field")}
            placeholder={t("handovers.field")}
            maxLength={200}
            value={split.field}
            onChange={(event) => set({ field: event.target.value })}
          />
        )}
      </div>
      {hasShares(split.by) && <Shares split={split} onChange={(shares) => set({ shares })} />}
    </>
  );
}

/** Which value goes to whom; what fits no line goes by load. */
function Shares({ split, onChange }: { split: Split; onChange: (shares: Share[]) => void }) {
  const { t } = useTranslation();
  const nameOf = useNameOf();
  const { shares } = split;
  const set = (key: number, change: Partial<Share>) =>
    onChange(shares.map((share) => (share.key === key ? { ...share, ...change } : share)));
  const next = Math.max(0, ...shares.map((share) => share.key)) + 1;
  return (
    <div className="handover-shares">
      {shares.map((share) => (
        <div key={share.key} className="handover-share">
          <Input
            className="handover-value"
            aria-label={t(`handovers.values.${split.by}`)}
            placeholder={t(`handovers.values.${split.by}`)}
            maxLength={200}
            value={share.value}
            onChange={(event) => set(share.key, { value: event.target.value })}
          />
          <span aria-hidden>→</span>
          <Select
            className="handover-share-takers"
            mode="multiple"
            aria-label={t("handovers.takers")}
            placeholder={t("handovers.pick_takers")}
            value={share.takers}
            options={split.takers.map((ref) => ({ value: ref, label: nameOf(ref) }))}
            onChange={(takers: string[]) => set(share.key, { takers })}
          />
          <Button
            type="text"
            icon={<DeleteOutlined aria-hidden />}
            aria-label={t("handovers.remove_share")}
            onClick={() => onChange(shares.filter((one) => one.key !== share.key))}
          />
        </div>
      ))}
      <Button
        icon={<PlusOutlined aria-hidden />}
        onClick={() => onChange([...shares, { key: next, value: "", takers: [] }])}
      >
        {t("handovers.add_share")}
      </Button>
      <p className="muted">{t("handovers.shares_hint")}</p>
    </div>
  );
}
