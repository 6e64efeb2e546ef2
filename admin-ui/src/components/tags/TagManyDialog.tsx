import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Picked } from "@/components/many/picked";
import { RefusedTable } from "@/components/many/RefusedTable";
import { Field } from "@/components/ui/Field";
import { SendDialog } from "@/components/ui/SendDialog";
import type { TagOutcome } from "@/lib/api/types";
import { type TagEdit, tagsQuery, useTagCustomers } from "./api";
import { useTagCode } from "./code";
import { Company, useCompany } from "./company";
import { TagSelect } from "./TagSelect";

/** Tags put on many customers or taken off them, and then what became of each. */
export function TagManyDialog({
  customers,
  onClose,
}: {
  customers: readonly Picked[];
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
    <SendDialog
      title={t("tags.many", { count: asked.length })}
      ready={ready}
      sending={send.isPending}
      error={error ?? send.error}
      onSend={run}
      outcome={send.data && <Outcomes outcomes={send.data.items} customers={asked} />}
      done={t("common.close")}
      onClose={() => onClose(send.data !== undefined)}
    >
      {data && company.sources.length === 0 && <p className="muted">{t("tags.no_platform")}</p>}
      <Company company={company} />
      {field("add")}
      {field("remove")}
      <p className="muted">{t("tags.where_hint")}</p>
    </SendDialog>
  );
}

function Outcomes({
  outcomes,
  customers,
}: {
  outcomes: readonly TagOutcome[];
  customers: readonly Picked[];
}) {
  const { t } = useTranslation();
  const code = useTagCode();
  return (
    <>
      <p role="status">
        {t("tags.outcome", {
          waiting: outcomes.filter((one) => one.waiting > 0).length,
          standing: outcomes.filter((one) => one.waiting === 0 && one.problem === null).length,
          refused: outcomes.filter((one) => one.problem !== null).length,
        })}
      </p>
      <RefusedTable
        caption={t("tags.refused")}
        why={t("tags.why")}
        reason={code}
        outcomes={outcomes}
        customers={customers}
      />
    </>
  );
}
