import { Input, Switch } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DepartmentPicker } from "@/components/pickers/DepartmentPicker";
import { CountField } from "@/components/ui/CountField";
import { Field } from "@/components/ui/Field";
import { FieldGroup } from "@/components/ui/FieldGroup";
import { FormDrawer } from "@/components/ui/FormDrawer";
import { WordsField } from "@/components/ui/WordsField";
import type { PublicPool } from "@/lib/api/types";
import { useSavePool } from "../api/pools";
import { draftOf, faultsOf, type PoolDraft, settingsOf } from "../draft";

type Numbers = "claims_per_day" | "held_limit" | "cool_off_days" | "idle_days" | "no_deal_days" | "warn_days";

interface Part {
  draft: PoolDraft;
  onChange: (part: Partial<PoolDraft>) => void;
}

/** Makes a pool or changes one: who may claim, how much, and when customers come back. */
export function PoolDrawer({ pool, onClose }: { pool: PublicPool | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(() => draftOf(pool));
  const [tried, setTried] = useState(false);
  const saving = useSavePool(pool);
  const faults = faultsOf(draft);
  const onChange = (part: Partial<PoolDraft>) => setDraft((old) => ({ ...old, ...part }));
  const save = () => {
    setTried(true);
    if (faults.length === 0) saving.mutate(settingsOf(draft), { onSuccess: onClose });
  };
  const faultOf = (fault: (typeof faults)[number]) =>
    tried && faults.includes(fault) ? t(`pools.fault.${fault}`) : undefined;
  return (
    <FormDrawer
      size={480}
      title={pool ? t("pools.edit", { name: pool.name }) : t("pools.create")}
      saving={saving.isPending}
      error={saving.error}
      onSave={save}
      onClose={onClose}
    >
      <Field label={t("pools.name")} error={faultOf("name")}>
        {(id, note) => (
          <Input
            id={id}
            aria-describedby={note}
            maxLength={100}
            value={draft.name}
            onChange={(event) => onChange({ name: event.target.value })}
          />
        )}
      </Field>
      <Field label={t("pools.line")} hint={t(pool ? "pools.line_fixed" : "pools.line_hint")}>
        {(id, note) => (
          <Input
            id={id}
            aria-describedby={note}
            maxLength={100}
            disabled={pool !== undefined}
            value={draft.line}
            onChange={(event) => onChange({ line: event.target.value })}
          />
        )}
      </Field>
      <Field label={t("pools.departments")} hint={t("pools.departments_hint")}>
        {(id) => (
          <DepartmentPicker
            id={id}
            multiple
            label={t("pools.departments")}
            value={draft.departments}
            onChange={(departments) => onChange({ departments })}
          />
        )}
      </Field>
      <Field label={t("pools.open")} hint={t("pools.open_hint")}>
        {(id, note) => (
          <span>
            <Switch
              id={id}
              aria-describedby={note}
              checked={draft.open}
              onChange={(open) => onChange({ open })}
            />
          </span>
        )}
      </Field>
      <Claims draft={draft} onChange={onChange} />
      <Returns draft={draft} onChange={onChange} warn={faultOf("warn")} deal={faultOf("deal")} />
    </FormDrawer>
  );
}

function Count({
  draft,
  onChange,
  name,
  most,
  error,
}: Part & { name: Numbers; most: number; error?: string }) {
  const { t } = useTranslation();
  return (
    <CountField
      label={t(`pools.${name}`)}
      hint={t(`pools.${name}_hint`)}
      error={error}
      most={most}
      value={draft[name]}
      onChange={(value) => onChange({ [name]: value })}
    />
  );
}

const mostDays = 3650;
const mostCustomers = 1_000_000;

function Claims(part: Part) {
  const { t } = useTranslation();
  return (
    <FieldGroup legend={t("pools.claims")}>
      <Count {...part} name="claims_per_day" most={mostCustomers} />
      <Count {...part} name="held_limit" most={mostCustomers} />
      <Count {...part} name="cool_off_days" most={mostDays} />
    </FieldGroup>
  );
}

function Returns({ warn, deal, ...part }: Part & { warn: string | undefined; deal: string | undefined }) {
  const { t } = useTranslation();
  return (
    <FieldGroup legend={t("pools.returns")}>
      <Count {...part} name="idle_days" most={mostDays} />
      <Count {...part} name="no_deal_days" most={mostDays} />
      <Words {...part} name="deal_stages" error={deal} />
      <Words {...part} name="grades" />
      <Count {...part} name="warn_days" most={mostDays} error={warn} />
    </FieldGroup>
  );
}

function Words({ draft, onChange, name, error }: Part & { name: "grades" | "deal_stages"; error?: string }) {
  const { t } = useTranslation();
  return (
    <WordsField
      label={t(`pools.${name}`)}
      hint={t(`pools.${name}_hint`)}
      error={error}
      most={50}
      value={draft[name]}
      onChange={(words) => onChange({ [name]: words })}
    />
  );
}
