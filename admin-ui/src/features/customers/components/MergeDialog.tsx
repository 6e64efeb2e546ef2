import { useQuery } from "@tanstack/react-query";
import { Input, Modal, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Field } from "@/components/ui/Field";
import { api, unwrap } from "@/lib/api/client";
import type { Customer } from "@/lib/api/types";
import { useMerge } from "../api/customers";
import { nameOf } from "../names";

/** Chooses the record that is the same customer, and says why. Those of the same name are proposed. */
export function MergeDialog({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [other, setOther] = useState<string>();
  const [reason, setReason] = useState("");
  const merge = useMerge(customer.id);
  const found = useQuery({
    queryKey: ["customers", "merge", text],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/customers", { params: { query: { q: text, limit: 10 } }, signal })),
    enabled: text.length > 1,
  });
  const choices = (text.length > 1 ? (found.data?.items ?? []) : customer.alike).filter(
    (one) => one.id !== customer.id,
  );
  const ready = other !== undefined && reason.trim() !== "";
  return (
    <Modal
      open
      title={t("customers.merge_title", { name: nameOf(t, customer) })}
      okText={t("customers.merge")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: !ready }}
      confirmLoading={merge.isPending}
      onOk={() => ready && merge.mutate({ other, reason: reason.trim() }, { onSuccess: onClose })}
      onCancel={onClose}
    >
      <p className="muted">{t("customers.merge_hint")}</p>
      {merge.error && <ErrorNotice error={merge.error} />}
      <Field label={t("customers.search")}>
        {(id) => <Input id={id} value={text} onChange={(event) => setText(event.target.value.trim())} />}
      </Field>
      {choices.length === 0 && <p className="muted">{t("customers.no_choice")}</p>}
      <Radio.Group
        className="customer-choices"
        value={other}
        onChange={(event) => setOther(event.target.value as string)}
        options={choices.map((one) => ({
          value: one.id,
          label: [nameOf(t, one), one.corp_name, one.phones[0], one.employees[0]?.name]
            .filter(Boolean)
            .join(" · "),
        }))}
      />
      <Field label={t("customers.why")}>
        {(id) => (
          <Input id={id} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
        )}
      </Field>
    </Modal>
  );
}
