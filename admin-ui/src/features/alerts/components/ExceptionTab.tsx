import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { NativeSelect } from "@/components/ui/NativeSelect";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import type { AlertDetail, ExceptionProposal } from "@/lib/api/types";
import { useBilingual } from "@/lib/i18n";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { proposalQuery, useDraftException } from "../api/exceptions";
import { ExceptionOutcome } from "./ExceptionOutcome";
import "./exception.css";

/** From a false positive to an exception: which phrases, what they would have silenced, and a draft with them. */
export default function ExceptionTab({ alert }: { alert: AlertDetail }) {
  const { t } = useTranslation();
  const title = useBilingual();
  const [rule, setRule] = useState(alert.rules[0]?.rule_id ?? "");
  const [phrases, setPhrases] = useState<readonly string[]>();
  const { data, error, refetch, isPending, isFetching } = useQuery(proposalQuery(alert.id, rule, phrases));
  return (
    <div className="exception">
      <p className="muted">{t("exception.hint")}</p>
      {alert.rules.length > 1 && (
        <NativeSelect
          label={t("alerts.rule")}
          value={rule}
          options={alert.rules.map((one) => ({ value: one.rule_id, label: title(one.title) || one.rule_id }))}
          onChange={(next) => {
            setRule(next);
            setPhrases(undefined);
          }}
        />
      )}
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {isPending && <SkeletonRows rows={3} />}
      {data && (
        <>
          <Phrases proposal={data} chosen={phrases ?? data.phrases} onChange={setPhrases} />
          {phrases?.length === 0 ? (
            <p className="muted">{t("exception.choose")}</p>
          ) : (
            <div aria-busy={isFetching}>
              <ExceptionOutcome proposal={data} />
            </div>
          )}
          <DraftForm alert={alert} proposal={data} blocked={isFetching || phrases?.length === 0} />
        </>
      )}
    </div>
  );
}

function Phrases({
  proposal,
  chosen,
  onChange,
}: {
  proposal: ExceptionProposal;
  chosen: readonly string[];
  onChange: (phrases: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  const [own, setOwn] = useState("");
  const offered = [...new Set([...proposal.suggestions, ...chosen])];
  const toggle = (phrase: string, on: boolean) =>
    onChange(on ? [...chosen, phrase] : chosen.filter((other) => other !== phrase));
  const add = () => {
    const phrase = own.trim();
    if (phrase.length < 2) return;
    if (!chosen.includes(phrase)) onChange([...chosen, phrase]);
    setOwn("");
  };
  return (
    <fieldset className="phrases">
      <legend>{t("exception.phrases")}</legend>
      {offered.map((phrase) => (
        <label key={phrase}>
          <input
            type="checkbox"
            checked={chosen.includes(phrase)}
            onChange={(event) => toggle(phrase, event.target.checked)}
          />
          <mark>{phrase}</mark>
        </label>
      ))}
      <div className="phrase-own">
        <input
          className="native-select"
          aria-label={t("exception.own")}
          placeholder={t("exception.own")}
          maxLength={100}
          value={own}
          onChange={(event) => setOwn(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
            event.preventDefault();
            add();
          }}
        />
        <Button size="small" disabled={own.trim().length < 2} onClick={add}>
          {t("exception.add")}
        </Button>
      </div>
    </fieldset>
  );
}

function DraftForm({
  alert,
  proposal,
  blocked,
}: {
  alert: AlertDetail;
  proposal: ExceptionProposal;
  blocked: boolean;
}) {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const draft = useDraftException(alert.id);
  if (!can(me, "draftExceptions")) return null;
  const { rule_id, phrases, file, line } = proposal;
  const start = () =>
    draft.mutate(
      { rule_id, phrases, note: t("exception.note", { id: alert.id }) },
      {
        onSuccess: (made) =>
          void navigate({
            to: "/rules/versions/$id",
            params: { id: made.id },
            search: { file, line: String(line), tab: "diff" },
          }),
      },
    );
  return (
    <>
      {draft.error && <ErrorNotice error={draft.error} />}
      <div className="exception-acts">
        <Button
          type="primary"
          loading={draft.isPending}
          disabled={blocked || proposal.problems.some((problem) => !problem.warning)}
          onClick={start}
        >
          {t("exception.draft")}
        </Button>
        <span className="muted">{t("exception.draft_hint")}</span>
      </div>
    </>
  );
}
