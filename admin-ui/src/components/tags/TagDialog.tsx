import { useQuery } from "@tanstack/react-query";
import { Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Picked } from "@/components/many/picked";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Field } from "@/components/ui/Field";
import { tagsQuery, useTagCustomer } from "./api";
import { Company, useCompany } from "./company";
import { TagSelect } from "./TagSelect";

/** The tags of one customer: what is chosen more is put on, what is chosen no more comes off. */
export function TagDialog({
  customer,
  has,
  onClose,
}: {
  customer: Picked;
  /** Ids of the tags that his contacts have or wait for. */
  has: readonly string[];
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { data, error } = useQuery(tagsQuery);
  const company = useCompany(data);
  const known = new Set(company.groups.flatMap((group) => group.tags.map((tag) => tag.id)));
  const before = has.filter((id) => known.has(id));
  const [chosen, setChosen] = useState<string[]>();
  const send = useTagCustomer(customer.id);
  const now = chosen ?? before;
  const add = now.filter((id) => !before.includes(id));
  const remove = before.filter((id) => !now.includes(id));
  return (
    <Modal
      open
      title={t("tags.of", { name: customer.name })}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: !company.source || add.length + remove.length === 0 }}
      confirmLoading={send.isPending}
      onOk={() => send.mutate({ source: company.source ?? "", add, remove }, { onSuccess: onClose })}
      onCancel={onClose}
    >
      <div className="form">
        {(error ?? send.error) && <ErrorNotice error={error ?? send.error} />}
        {data && company.sources.length === 0 && <p className="muted">{t("tags.no_platform")}</p>}
        <Company company={company} />
        <Field label={t("tags.title")} hint={t("tags.where_hint")}>
          {(id) => (
            <TagSelect
              id={id}
              label={t("tags.title")}
              groups={company.groups}
              value={now}
              onChange={setChosen}
            />
          )}
        </Field>
      </div>
    </Modal>
  );
}
