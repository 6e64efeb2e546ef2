import { useQuery } from "@tanstack/react-query";
import { Input, Switch } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Field } from "@/components/ui/Field";
import { FormDrawer } from "@/components/ui/FormDrawer";
import type { CustomerCondition, CustomerSegment } from "@/lib/api/types";
import { fieldsQuery, useSaveSegment } from "../api/segments";
import { groupNode, isComplete, newLeaf } from "../condition";
import { ConditionEditor } from "./ConditionEditor";
import { LiveCount } from "./LiveCount";

/** Makes a segment or changes one, and says how many are in it meanwhile. */
export function SegmentDrawer({
  segment,
  onClose,
}: {
  segment: CustomerSegment | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const fields = useQuery(fieldsQuery).data?.items ?? [];
  const [name, setName] = useState(segment?.name ?? "");
  const [shared, setShared] = useState(segment?.shared ?? false);
  const [condition, setCondition] = useState<CustomerCondition>(
    segment?.condition ?? groupNode("all", [newLeaf("grade")]),
  );
  const [tried, setTried] = useState(false);
  const saving = useSaveSegment(segment);
  const save = () => {
    setTried(true);
    if (name.trim() && isComplete(condition)) {
      saving.mutate({ name: name.trim(), shared, condition }, { onSuccess: onClose });
    }
  };
  return (
    <FormDrawer
      title={segment ? t("segments.edit", { name: segment.name }) : t("segments.create")}
      saving={saving.isPending}
      error={saving.error}
      onSave={save}
      onClose={onClose}
    >
      <Field
        label={t("segments.name")}
        error={tried && !name.trim() ? t("segments.name_missing") : undefined}
      >
        {(id, note) => (
          <Input
            id={id}
            aria-describedby={note}
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label={t("segments.shared")} hint={t("segments.shared_hint")}>
        {(id, note) => (
          <span>
            <Switch id={id} aria-describedby={note} checked={shared} onChange={setShared} />
          </span>
        )}
      </Field>
      <ConditionEditor node={condition} fields={fields} onChange={setCondition} />
      {tried && !isComplete(condition) && (
        <p role="alert" className="field-error">
          {t("segments.incomplete")}
        </p>
      )}
      <LiveCount condition={condition} />
    </FormDrawer>
  );
}
