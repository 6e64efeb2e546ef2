import { Button, Checkbox, InputNumber } from "antd";
import { useTranslation } from "react-i18next";
import { PersonPicker } from "@/components/pickers/PersonPicker";
import { Field } from "@/components/ui/Field";
import { type RuleDraft, type TakerDraft, takerOf } from "../draft";

const limits = [
  ["weight", 1, 100],
  ["owned_limit", 0, 1_000_000],
  ["per_day", 0, 1_000_000],
] as const;

/** Who takes by a rule: people, each with weight and limits. */
export function TakerFields({
  draft,
  onChange,
  names,
  error,
}: {
  draft: RuleDraft;
  onChange: (part: Partial<RuleDraft>) => void;
  names: Record<string, string>;
  error: string | undefined;
}) {
  const { t } = useTranslation();
  const nameOf = (ref: string) => names[ref] ?? ref.slice(ref.indexOf("|") + 1);
  const change = (ref: string, part: Partial<TakerDraft>) =>
    onChange({ takers: draft.takers.map((one) => (one.ref === ref ? { ...one, ...part } : one)) });
  const choose = (refs: string[]) =>
    onChange({ takers: refs.map((ref) => draft.takers.find((one) => one.ref === ref) ?? takerOf(ref)) });
  return (
    <>
      <Field label={t("allocation.people")} error={error}>
        {(id) => (
          <PersonPicker
            id={id}
            kind="employee"
            multiple
            label={t("allocation.people")}
            value={draft.takers.map((one) => one.ref)}
            onChange={choose}
          />
        )}
      </Field>
      <ul className="allocation-takers">
        {draft.takers.map((taker) => (
          <li key={taker.ref} className="allocation-taker">
            <strong>{nameOf(taker.ref)}</strong>
            {limits.map(([name, least, most]) => (
              <span key={name}>
                {t(`allocation.${name}`)}{" "}
                <InputNumber
                  aria-label={`${nameOf(taker.ref)} ${t(`allocation.${name}`)}`}
                  min={least}
                  max={most}
                  precision={0}
                  style={{ width: 84 }}
                  value={taker[name]}
                  onChange={(value) => change(taker.ref, { [name]: value ?? least })}
                />
              </span>
            ))}
            <Checkbox
              checked={taker.away}
              onChange={(event) => change(taker.ref, { away: event.target.checked })}
            >
              {t("allocation.verdict.away")}
            </Checkbox>
            <Button
              size="small"
              aria-label={t("allocation.taker_remove", { name: nameOf(taker.ref) })}
              onClick={() => choose(draft.takers.map((one) => one.ref).filter((ref) => ref !== taker.ref))}
            >
              {t("allocation.remove_short")}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
