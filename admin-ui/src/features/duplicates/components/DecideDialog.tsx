import { useQuery } from "@tanstack/react-query";
import { Input, Modal, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { nameOfPerson } from "@/components/ownership/ledger";
import { DataTable } from "@/components/ui/DataTable";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Field } from "@/components/ui/Field";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import type { DisputeDetail } from "@/lib/api/types";
import { formatDateTime } from "@/lib/format";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { disputeQuery, useDecide } from "../api/duplicates";

const outcomes = ["keep", "give", "share"] as const;

/** What each of the two had to do with the customer; whoever may, decides. */
export function DecideDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { data, error } = useQuery(disputeQuery(id));
  const decides = can(useMe(), "decideDisputes") && data?.state === "open";
  const [outcome, setOutcome] = useState<(typeof outcomes)[number]>();
  const [note, setNote] = useState("");
  const decide = useDecide(id);
  const send = () => outcome && decide.mutate({ outcome, note: note.trim() }, { onSuccess: onClose });
  return (
    <Modal
      open
      width={640}
      title={t("duplicates.dispute_of", { name: data?.name || t("duplicates.unnamed") })}
      okText={t("duplicates.decide")}
      cancelText={t(decides ? "common.cancel" : "common.close")}
      okButtonProps={{ disabled: !outcome || !note.trim(), hidden: !decides }}
      confirmLoading={decide.isPending}
      onOk={send}
      onCancel={onClose}
    >
      {error && <ErrorNotice error={error} />}
      {!data && !error && <SkeletonRows />}
      {data && (
        <div className="form">
          <p>{t("duplicates.says", { who: nameOfPerson(data.claimant), text: data.statement })}</p>
          <Sides dispute={data} />
          {data.state === "decided" && (
            <p>
              {t("duplicates.decided", {
                who: data.decided_by,
                outcome: t(`duplicates.outcomes.${data.outcome}`),
                note: data.note,
              })}
            </p>
          )}
          {decide.error && <ErrorNotice error={decide.error} />}
          {decides && (
            <>
              <Radio.Group
                aria-label={t("duplicates.outcome")}
                className="duplicate-outcomes"
                value={outcome}
                onChange={(event) => setOutcome(event.target.value)}
                options={outcomes.map((value) => ({
                  value,
                  label: t(`duplicates.choose.${value}`, {
                    claimant: nameOfPerson(data.claimant),
                    owner: data.owner ? nameOfPerson(data.owner) : "",
                  }),
                }))}
              />
              <Field label={t("duplicates.note")} hint={t("duplicates.note_hint")}>
                {(field, describedBy) => (
                  <Input.TextArea
                    id={field}
                    aria-describedby={describedBy}
                    rows={3}
                    maxLength={2000}
                    value={note}
                    onChange={(event) => setNote(event.target.value)}
                  />
                )}
              </Field>
            </>
          )}
        </div>
      )}
    </Modal>
  );
}

function Sides({ dispute }: { dispute: DisputeDetail }) {
  const { t } = useTranslation();
  const time = (at: string | null) => (at ? formatDateTime(at) : "–");
  const rows = [
    { key: "claimant", who: dispute.claimant, side: dispute.claimant_side },
    ...(dispute.owner ? [{ key: "owner", who: dispute.owner, side: dispute.owner_side }] : []),
  ];
  return (
    <DataTable
      caption={t("duplicates.sides")}
      rows={rows}
      rowKey={(row) => row.key}
      columns={[
        {
          key: "who",
          title: t("duplicates.employee"),
          render: ({ key, who }) => (
            <>
              {nameOfPerson(who)} <span className="muted">{t(`duplicates.${key}`)}</span>
            </>
          ),
        },
        { key: "added", title: t("duplicates.added"), render: ({ side }) => time(side.added_at) },
        { key: "first", title: t("duplicates.first"), render: ({ side }) => time(side.first_at) },
        { key: "last", title: t("duplicates.last"), render: ({ side }) => time(side.last_at) },
        { key: "messages", title: t("duplicates.messages"), render: ({ side }) => side.messages },
      ]}
    />
  );
}
