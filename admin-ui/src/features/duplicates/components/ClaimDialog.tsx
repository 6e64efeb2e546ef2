import { Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { nameOfPerson } from "@/components/ownership/ledger";
import { PersonPicker } from "@/components/pickers/PersonPicker";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Field } from "@/components/ui/Field";
import type { KnownCustomer, Ownership } from "@/lib/api/types";
import { splitRef } from "@/lib/searchParams";
import { useMe } from "@/lib/session";
import { type Known, useOpenDispute } from "../api/duplicates";

interface Props {
  customer: KnownCustomer;
  ownership: Ownership;
  known: Known;
  onClose: () => void;
}

/** Says why a customer should be another's. A rep speaks for himself. */
export function ClaimDialog({ customer, ownership, known, onClose }: Props) {
  const { t } = useTranslation();
  const rep = useMe().user.role === "rep";
  const [employee, setEmployee] = useState<string>();
  const [statement, setStatement] = useState("");
  const open = useOpenDispute();
  const send = () =>
    open.mutate(
      {
        customer: customer.id,
        known,
        line: ownership.line,
        employee: employee ? splitRef(employee) : undefined,
        statement: statement.trim(),
      },
      { onSuccess: onClose },
    );
  return (
    <Modal
      open
      title={t("duplicates.dispute_of", { name: customer.name || t("duplicates.unnamed") })}
      okText={t("duplicates.send")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: !statement.trim() || (!rep && !employee) }}
      confirmLoading={open.isPending}
      onOk={send}
      onCancel={onClose}
    >
      <div className="form">
        <p className="muted">
          {t("duplicates.dispute_hint", { owner: ownership.owner ? nameOfPerson(ownership.owner) : "" })}
        </p>
        {open.error && <ErrorNotice error={open.error} />}
        {!rep && (
          <Field label={t("duplicates.claimant")}>
            {(id) => (
              <PersonPicker
                id={id}
                kind="employee"
                label={t("duplicates.claimant")}
                value={employee}
                onChange={setEmployee}
              />
            )}
          </Field>
        )}
        <Field label={t("duplicates.statement")} hint={t("duplicates.statement_hint")}>
          {(id, describedBy) => (
            <Input.TextArea
              id={id}
              aria-describedby={describedBy}
              rows={4}
              maxLength={2000}
              value={statement}
              onChange={(event) => setStatement(event.target.value)}
            />
          )}
        </Field>
      </div>
    </Modal>
  );
}
