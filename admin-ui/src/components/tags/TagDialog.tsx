import { useQuery } from "@tanstack/react-query";
import { Button, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DataTable } from "@/components/ui/DataTable";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Field } from "@/components/ui/Field";
import type { TagCatalogue, TagOutcome } from "@/lib/api/types";
import { type TagEdit, tagsQuery, useTagCustomer, useTagCustomers } from "./api";
import { useTagCode } from "./code";
import { TagSelect } from "./TagSelect";

export interface Tagged {
  id: string;
  name: string;
}

/** Which company's tags: no choice where there is only one whose platform can be asked. */
function useCompany(catalogue: TagCatalogue | undefined) {
  const [chosen, setChosen] = useState<string>();
  const sources = catalogue?.companies.filter((one) => one.writable).map((one) => one.source) ?? [];
  const source = chosen ?? sources[0];
  return {
    source,
    sources,
    setSource: setChosen,
    groups: catalogue?.groups.filter((group) => group.source === source) ?? [],
  };
}

function Company({ company }: { company: ReturnType<typeof useCompany> }) {
  const { t } = useTranslation();
  if (company.sources.length < 2) return null;
  return (
    <Field label={t("tags.company")}>
      {(id) => (
        <Select
          id={id}
          value={company.source}
          onChange={company.setSource}
          options={company.sources.map((value) => ({ value, label: value }))}
        />
      )}
    </Field>
  );
}

/** The tags of one customer: what is chosen more is put on, what is chosen no more comes off. */
export function TagDialog({
  customer,
  has,
  onClose,
}: {
  customer: Tagged;
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

/** The same for many customers, and then what became of each. */
export function TagManyDialog({
  customers,
  onClose,
}: {
  customers: readonly Tagged[];
  onClose: (sent: boolean) => void;
}) {
  const { t } = useTranslation();
  const { data, error } = useQuery(tagsQuery);
  const company = useCompany(data);
  // Who was picked is kept, because the list behind follows what was done.
  const [asked] = useState(customers);
  const [edit, setEdit] = useState<Pick<TagEdit, "add" | "remove">>({ add: [], remove: [] });
  const send = useTagCustomers();
  const ready = company.source !== undefined && edit.add.length + edit.remove.length > 0;
  const run = () =>
    send.mutate({ customers: asked.map((one) => one.id), source: company.source ?? "", ...edit });
  const field = (part: "add" | "remove") => (
    <Field label={t(`tags.${part}`)}>
      {(id) => (
        <TagSelect
          id={id}
          label={t(`tags.${part}`)}
          groups={company.groups}
          value={edit[part]}
          onChange={(ids) => setEdit((old) => ({ ...old, [part]: ids }))}
        />
      )}
    </Field>
  );
  return (
    <Modal
      open
      title={t("tags.many", { count: asked.length })}
      onCancel={() => onClose(send.data !== undefined)}
      footer={
        send.data ? (
          <Button type="primary" onClick={() => onClose(true)}>
            {t("common.close")}
          </Button>
        ) : (
          <>
            <Button onClick={() => onClose(false)}>{t("common.cancel")}</Button>
            <Button type="primary" disabled={!ready} loading={send.isPending} onClick={run}>
              {t("common.confirm")}
            </Button>
          </>
        )
      }
    >
      {send.data ? (
        <Outcomes outcomes={send.data.items} customers={asked} />
      ) : (
        <div className="form">
          {(error ?? send.error) && <ErrorNotice error={error ?? send.error} />}
          {data && company.sources.length === 0 && <p className="muted">{t("tags.no_platform")}</p>}
          <Company company={company} />
          {field("add")}
          {field("remove")}
          <p className="muted">{t("tags.where_hint")}</p>
        </div>
      )}
    </Modal>
  );
}

function Outcomes({
  outcomes,
  customers,
}: {
  outcomes: readonly TagOutcome[];
  customers: readonly Tagged[];
}) {
  const { t } = useTranslation();
  const code = useTagCode();
  const refused = outcomes.filter((one) => one.problem !== null);
  const names = new Map(customers.map((one) => [one.id, one.name]));
  return (
    <>
      <p role="status">
        {t("tags.outcome", {
          waiting: outcomes.filter((one) => one.waiting > 0).length,
          standing: outcomes.filter((one) => one.waiting === 0 && one.problem === null).length,
          refused: refused.length,
        })}
      </p>
      {refused.length > 0 && (
        <DataTable
          caption={t("tags.refused")}
          rows={refused}
          rowKey={(one) => one.customer}
          columns={[
            {
              key: "customer",
              title: t("tags.customer"),
              render: (one) => names.get(one.customer) ?? one.customer,
            },
            { key: "problem", title: t("tags.why"), render: (one) => code(one.problem ?? "") },
          ]}
        />
      )}
    </>
  );
}
