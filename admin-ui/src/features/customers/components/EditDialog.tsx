import { Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Field } from "@/components/ui/Field";
import type { Customer } from "@/lib/api/types";
import { useChangeCustomer } from "../api/customers";

/** Name, grade and stage as a person sets them, with the reason. */
export function EditDialog({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(customer.own_name);
  const [grade, setGrade] = useState(customer.grade);
  const [stage, setStage] = useState(customer.stage);
  const [reason, setReason] = useState("");
  const change = useChangeCustomer(customer);
  const save = () => change.mutate({ name, grade, stage, reason }, { onSuccess: onClose });
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
      <Field label={t("customers.grade")}>
        {(id) => (
          <Input id={id} maxLength={40} value={grade} onChange={(event) => setGrade(event.target.value)} />
        )}
      </Field>
      <Field label={t("customers.stage")}>
        {(id) => (
          <Input id={id} maxLength={40} value={stage} onChange={(event) => setStage(event.target.value)} />
        )}
      </Field>
      <Field label={t("customers.why")}>
        {(id) => (
          <Input id={id} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
        )}
      </Field>
    </Modal>
  );
}
