import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type Tab, Tabs } from "@/components/ui/Tabs";
import type { PackValidation, PackVersionDetail, Trial } from "@/lib/api/types";
import { useBilingual } from "@/lib/i18n";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { type Attempt, emptyAttempt } from "../attempt";
import type { RuleOutline } from "../pack/document";
import { BacktestPanel } from "./BacktestPanel";
import { DiffPanel } from "./DiffPanel";
import { ExamplesPanel } from "./ExamplesPanel";
import { HistoryPanel } from "./HistoryPanel";
import { ProblemsPanel } from "./ProblemsPanel";
import { TryPanel } from "./TryPanel";

interface Props {
  version: PackVersionDetail;
  tab: string;
  base: string | undefined;
  path: string;
  rules: readonly RuleOutline[];
  /** The rule at the cursor, when it can be edited. */
  rule: RuleOutline | undefined;
  validation: PackValidation | undefined;
  attempt: Attempt;
  trial: Trial | undefined;
  trialError: unknown;
  unsaved: boolean;
  onTab: (tab: string) => void;
  onBase: (base: string | undefined) => void;
  onAttempt: (attempt: Attempt) => void;
  onJump: (file: string, line: number) => void;
  onExample: (text: string, expect: "hit" | "miss") => void;
}

/** Beside the editor: try lines, see faults and examples, back-test, compare, read the history. */
export function StudioBench(props: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const title = useBilingual();
  const { version, validation, rule } = props;
  const faults = validation?.problems.filter((problem) => !problem.warning).length ?? 0;
  const blocked = props.unsaved ? t("studio.save_first") : version.valid ? undefined : t("studio.mend_first");
  const tabs: (Tab & { shown?: boolean })[] = [
    {
      key: "try",
      label: t("studio.tabs.try"),
      shown: can(me, "editRules"),
      content: () => (
        <TryPanel
          attempt={props.attempt}
          trial={props.trial}
          error={props.trialError}
          target={rule && { id: rule.id, title: title(rule.title) || rule.id }}
          onChange={props.onAttempt}
          onExample={props.onExample}
          onProblems={() => props.onTab("problems")}
        />
      ),
    },
    {
      key: "problems",
      label: faults > 0 ? t("studio.tabs.problems_count", { count: faults }) : t("studio.tabs.problems"),
      shown: can(me, "editRules"),
      content: () => <ProblemsPanel validation={validation} onJump={props.onJump} />,
    },
    {
      key: "examples",
      label: t("studio.tabs.examples"),
      content: () => (
        <ExamplesPanel
          file={props.path}
          rules={props.rules}
          validation={validation}
          onJump={(line) => props.onJump(props.path, line)}
          onTry={(texts) => {
            props.onAttempt({ ...emptyAttempt, text: texts.join("\n") });
            props.onTab("try");
          }}
        />
      ),
    },
    {
      key: "backtest",
      label: t("studio.tabs.backtest"),
      shown: can(me, "backtestRules"),
      content: () => (
        <BacktestPanel
          version={version}
          blocked={blocked}
          onStarted={(id) => void navigate({ to: "/rules/backtests/$id", params: { id } })}
        />
      ),
    },
    {
      key: "diff",
      label: t("studio.tabs.diff"),
      content: () => (
        <DiffPanel
          version={version}
          base={props.base}
          unsaved={props.unsaved}
          onBase={props.onBase}
          onJump={props.onJump}
        />
      ),
    },
    { key: "history", label: t("studio.tabs.history"), content: () => <HistoryPanel version={version} /> },
  ];
  return (
    <section className="studio-bench" aria-label={t("studio.bench")}>
      <Tabs
        label={t("studio.bench")}
        active={props.tab}
        onChange={props.onTab}
        tabs={tabs.filter((tab) => tab.shown !== false)}
      />
    </section>
  );
}
