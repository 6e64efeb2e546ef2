import { CloseOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { NativeSelect } from "@/components/ui/NativeSelect";
import type { ConditionOperator, ConditionSubject, CustomerCondition, CustomerField } from "@/lib/api/types";
import { groupNode, groupOf, type Join, newLeaf, questions, subjects, withOperator } from "../condition";
import { ConditionValue } from "./ConditionValue";

interface Props {
  node: CustomerCondition;
  fields: readonly CustomerField[];
  onChange: (node: CustomerCondition) => void;
  depth?: number;
}

const deepest = 4;

/** A tree of questions: groups that hold when all, any or none of their members do. */
export function ConditionEditor({ node, fields, onChange, depth = 1 }: Props) {
  const { t } = useTranslation();
  const group = groupOf(node) ?? { join: "all" as const, parts: [node] };
  const set = (parts: CustomerCondition[]) => onChange(groupNode(group.join, parts));
  return (
    <fieldset className="condition-group">
      <legend>
        <NativeSelect<Join>
          label={t("segments.join_label")}
          value={group.join}
          options={(["all", "any", "none"] as const).map((value) => ({
            value,
            label: t(`segments.join.${value}`),
          }))}
          onChange={(join) => onChange(groupNode(join, group.parts))}
        />
      </legend>
      {group.parts.length === 0 && (
        <p className="muted">{t(group.join === "any" ? "segments.nobody" : "segments.everybody")}</p>
      )}
      {group.parts.map((part, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a member is nothing but its place
        <div key={place} className="condition-row">
          {groupOf(part) ? (
            <ConditionEditor
              node={part}
              fields={fields}
              depth={depth + 1}
              onChange={(next) => set(group.parts.map((one, at) => (at === place ? next : one)))}
            />
          ) : (
            <Question
              leaf={part}
              fields={fields}
              onChange={(next) => set(group.parts.map((one, at) => (at === place ? next : one)))}
            />
          )}
          <Button
            type="text"
            size="small"
            icon={<CloseOutlined aria-hidden />}
            aria-label={t("segments.remove_condition", { place: place + 1 })}
            onClick={() => set(group.parts.filter((_, at) => at !== place))}
          />
        </div>
      ))}
      <p className="condition-acts">
        <Button size="small" onClick={() => set([...group.parts, newLeaf("grade")])}>
          {t("segments.add_condition")}
        </Button>
        {depth < deepest && (
          <Button size="small" onClick={() => set([...group.parts, groupNode("any", [newLeaf("grade")])])}>
            {t("segments.add_group")}
          </Button>
        )}
      </p>
    </fieldset>
  );
}

function Question({
  leaf,
  fields,
  onChange,
}: {
  leaf: CustomerCondition;
  fields: readonly CustomerField[];
  onChange: (leaf: CustomerCondition) => void;
}) {
  const { t, i18n } = useTranslation();
  const on = leaf.on ?? "grade";
  const keys = fields.map((field) => ({
    value: field.key,
    label: i18n.language === "en" ? field.label_en : field.label_zh,
  }));
  return (
    <div className="condition-leaf">
      <NativeSelect<ConditionSubject>
        label={t("segments.subject")}
        value={on}
        options={subjects.map((value) => ({ value, label: t(`segments.on_short.${value}`) }))}
        onChange={(value) => onChange(newLeaf(value))}
      />
      {on === "field" && (
        <NativeSelect
          label={t("segments.field")}
          value={leaf.key ?? ""}
          options={[{ value: "", label: t("segments.choose_field") }, ...keys]}
          onChange={(key) => onChange({ ...leaf, key })}
        />
      )}
      <NativeSelect<ConditionOperator>
        label={t("segments.operator")}
        value={leaf.op ?? "in"}
        options={questions[on].map(({ op }) => ({ value: op, label: t(`segments.op.${op}`) }))}
        onChange={(op) => onChange(withOperator(leaf, op))}
      />
      <ConditionValue leaf={leaf} onChange={onChange} />
    </div>
  );
}
