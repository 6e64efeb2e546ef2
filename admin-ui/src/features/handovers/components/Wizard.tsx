import { useNavigate } from "@tanstack/react-router";
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PersonPicker } from "@/components/pickers/PersonPicker";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Field } from "@/components/ui/Field";
import { PageHeader } from "@/components/ui/PageHeader";
import type { HandoverPlan, HandoverWish } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";
import { splitRef } from "@/lib/searchParams";
import { useBegin, usePlan } from "../api/handovers";
import { OwnAccounts } from "./OwnAccounts";
import { PlanView } from "./PlanView";
import { emptySplit, type Split, SplitForm, wishOfSplit } from "./SplitForm";

/** From who leaves, over who takes whom, to a plan that is looked at, changed and run. */
export function Wizard({ giver, onClose }: { giver: string; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const plan = usePlan();
  const begin = useBegin();
  const [leaver, setLeaver] = useState<string | undefined>(giver === "new" ? undefined : giver);
  const [split, setSplit] = useState<Split>(emptySplit);
  const [message, setMessage] = useState("");
  const [changes, setChanges] = useState<Record<string, string>>({});
  const [shown, setShown] = useState<HandoverPlan>();
  const from = splitRef(leaver);
  const ready = from !== undefined && split.takers.length > 0;

  const wish = (changed: Record<string, string>): HandoverWish => ({
    source: from?.source ?? "",
    giver: from?.id ?? "",
    ...wishOfSplit(split),
    changes: changed,
    message,
  });
  const look = (changed: Record<string, string>) => {
    setChanges(changed);
    plan.mutate(wish(changed), { onSuccess: setShown });
  };
  // What was seen is what runs: another choice needs another look.
  const choose = (act: () => void) => {
    act();
    setShown(undefined);
    setChanges({});
  };
  const run = () =>
    begin.mutate(wish(changes), {
      onSuccess: (made) => void navigate({ to: "/handovers/$id", params: { id: made.id } }),
    });

  return (
    <div className="page">
      <div className="page-inner">
        <PageHeader title={t("handovers.new")} hint={t("handovers.new_hint")}>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
        </PageHeader>
        <section className="handover-step">
          <h2>{t("handovers.step_giver")}</h2>
          <Field label={t("handovers.giver")} hint={t("handovers.giver_hint")}>
            {(id) => (
              <PersonPicker
                kind="employee"
                id={id}
                label={t("handovers.pick_giver")}
                value={leaver}
                onChange={(ref) => choose(() => setLeaver(ref))}
              />
            )}
          </Field>
        </section>
        <section className="handover-step">
          <h2>{t("handovers.step_split")}</h2>
          {leaver && (
            <OwnAccounts
              giver={leaver}
              takers={split.takers}
              onTake={(account) => choose(() => setSplit({ ...split, takers: [account, ...split.takers] }))}
            />
          )}
          <SplitForm split={split} onChange={(next) => choose(() => setSplit(next))} />
          <Field label={t("handovers.message")} hint={t("handovers.message_hint")}>
            {(id, note) => (
              <Input.TextArea
                id={id}
                aria-describedby={note}
                maxLength={200}
                rows={2}
                value={message}
                onChange={(event) => setMessage(event.target.value)}
              />
            )}
          </Field>
          <Button
            type={shown ? "default" : "primary"}
            disabled={!ready}
            loading={plan.isPending}
            onClick={() => look(changes)}
          >
            {t("handovers.preview")}
          </Button>
          {plan.error && <ErrorNotice error={plan.error} />}
        </section>
        {shown && (
          <section className="handover-step">
            <h2>{t("handovers.step_run")}</h2>
            <PlanView
              plan={shown}
              busy={plan.isPending}
              onChange={(id, taker) => look({ ...changes, [id]: taker })}
            />
            {begin.error && <ErrorNotice error={begin.error} />}
            <Button type="primary" disabled={shown.movable === 0} loading={begin.isPending} onClick={run}>
              {t("handovers.run", { number: formatNumber(shown.movable) })}
            </Button>
          </section>
        )}
      </div>
    </div>
  );
}
