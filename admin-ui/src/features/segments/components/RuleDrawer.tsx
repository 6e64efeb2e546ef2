import { useQuery } from "@tanstack/react-query";
import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Field } from "@/components/ui/Field";
import { FormDrawer } from "@/components/ui/FormDrawer";
import { NativeSelect } from "@/components/ui/NativeSelect";
import type { GradeRuleInput, GradeTarget } from "@/lib/api/types";
import { fieldsQuery } from "../api/segments";
import { groupNode, isComplete } from "../condition";
import { ConditionEditor } from "./ConditionEditor";
import { LiveCount } from "./LiveCount";
import { TagValue } from "./TagValue";

/** One rule: what it sets, and of whom. */
export function RuleDrawer({
  rule,
  onDone,
  onClose,
}: {
  rule: GradeRuleInput | undefined;
  onDone: (rule: GradeRuleInput) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const fields = useQuery(fieldsQuery).data?.items ?? [];
  const [draft, setDraft] = useState<GradeRuleInput>(
    () => rule ?? { target: "grade", value: "", name: "", condition: groupNode("all", []), active: true },
  );
  const [tried, setTried] = useState(false);
  const set = (part: Partial<GradeRuleInput>) => setDraft((old) => ({ ...old, ...part }));
  const done = () => {
    setTried(true);
    if (draft.name.trim() && draft.value.trim() && isComplete(draft.condition)) {
      onDone({ ...draft, name: draft.name.trim(), value: draft.value.trim() });
    }
  };
  const missing = (text: string) => (tried && !text.trim() ? t("segments.missing") : undefined);
  return (
    <FormDrawer
      title={rule ? t("segments.edit_rule", { name: rule.name }) : t("segments.create_rule")}
      done={t("common.confirm")}
      onSave={done}
      onClose={onClose}
    >
      <Field label={t("segments.name")} error={missing(draft.name)}>
        {(id, note) => (
          <Input
            id={id}
            aria-describedby={note}
            maxLength={100}
            value={draft.name}
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
      </Field>
      <p className="segment-sets">
        <NativeSelect<GradeTarget>
          label={t("segments.sets")}
          value={draft.target}
          options={(["grade", "stage", "tag"] as const).map((value) => ({
            value,
            label: t(`segments.target.${value}`),
          }))}
          onChange={(target) =>
            set(target === "tag" || draft.target === "tag" ? { target, source: null, value: "" } : { target })
          }
        />
      </p>
      <Field label={t("segments.rule_value")} error={missing(draft.value)}>
        {(id, note) =>
          draft.target === "tag" ? (
            <TagValue
              id={id}
              describedBy={note}
              source={draft.source}
              value={draft.value}
              onChange={(source, value) => set({ source, value })}
            />
          ) : (
            <Input
              id={id}
              aria-describedby={note}
              maxLength={40}
              value={draft.value}
              onChange={(event) => set({ value: event.target.value })}
            />
          )
        }
      </Field>
      {draft.target === "tag" && <p className="muted">{t("segments.tag_hint")}</p>}
      <ConditionEditor node={draft.condition} fields={fields} onChange={(condition) => set({ condition })} />
      {tried && !isComplete(draft.condition) && (
        <p role="alert" className="field-error">
          {t("segments.incomplete")}
        </p>
      )}
      <LiveCount condition={draft.condition} />
    </FormDrawer>
  );
}
