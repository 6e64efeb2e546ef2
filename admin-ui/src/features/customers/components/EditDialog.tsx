import { useQuery } from "@tanstack/react-query";
import { Checkbox, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Field } from "@/components/ui/Field";
import type { Customer, CustomerChange } from "@/lib/api/types";
import { fieldsQuery, useChangeCustomer } from "../api/customers";
import { OwnFields } from "./OwnFields";

type Graded = "grade" | "stage";

/** Name, grade, stage and own fields as a person sets them, with the reason. */
export function EditDialog({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(customer.own_name);
  const [grade, setGrade] = useState(customer.grade);
  const [stage, setStage] = useState(customer.stage);
  const [reason, setReason] = useState("");
  const [toRules, setToRules] = useState<readonly Graded[]>([]);
  const [fields, setFields] = useState(customer.fields);
  const defined = useQuery(fieldsQuery).data?.items ?? [];
  const change = useChangeCustomer(customer);
  // Only what was changed is sent: a grade that is sent is a person's from then on.
  const graded = (member: Graded, value: string) =>
    toRules.includes(member) ? { [member]: null } : value === customer[member] ? {} : { [member]: value };
  const save = () => {
    const body: CustomerChange = { name, reason, ...graded("grade", grade), ...graded("stage", stage) };
    if (fields !== customer.fields) body.fields = fields;
    change.mutate(body, { onSuccess: onClose });
  };
  const hintOf = (member: Graded) => {
    if (toRules.includes(member)) return t("customers.to_rules_hint");
    const from = customer[`${member}_from`];
    if (!from) return undefined;
    const rule = customer[`${member}_rule`] ?? from;
    return from === "person" ? t("customers.by_person") : t("customers.by_rule", { rule });
  };
  return (
    <Modal
      open
      title={t("customers.edit")}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      confirmLoading={change.isPending}
      onOk={save}
      onCancel={onClose}
    >
      {change.error && <ErrorNotice error={change.error} />}
      <Field label={t("customers.own_name")} hint={t("customers.own_name_hint")}>
        {(id, describedBy) => (
          <Input
            id={id}
            aria-describedby={describedBy}
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      {(
        [
          ["grade", grade, setGrade],
          ["stage", stage, setStage],
        ] as const
      ).map(([member, value, set]) => (
        <div key={member}>
          <Field label={t(`customers.${member}`)} hint={hintOf(member)}>
            {(id, note) => (
              <Input
                id={id}
                aria-describedby={note}
                maxLength={40}
                disabled={toRules.includes(member)}
                value={value}
                onChange={(event) => set(event.target.value)}
              />
            )}
          </Field>
          {customer[`${member}_from`] === "person" && (
            <Checkbox
              checked={toRules.includes(member)}
              onChange={(event) =>
                setToRules((old) =>
                  event.target.checked ? [...old, member] : old.filter((one) => one !== member),
                )
              }
            >
              {t("customers.to_rules")}
            </Checkbox>
          )}
        </div>
      ))}
      <OwnFields defined={defined} values={fields} onChange={setFields} />
      <Field label={t("customers.why")}>
        {(id) => (
          <Input id={id} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
        )}
      </Field>
    </Modal>
  );
}
