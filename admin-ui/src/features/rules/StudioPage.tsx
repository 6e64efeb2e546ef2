import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useBlocker } from "@tanstack/react-router";
import { lazy, Suspense, useDeferredValue, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import type { PackProblem, PackValidation } from "@/lib/api/types";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { trialQuery, validationQuery } from "./api/packs";
import { type Attempt, emptyAttempt, linesOf } from "./attempt";
import { FileRail } from "./components/FileRail";
import { useProblemText } from "./components/ProblemsPanel";
import { StudioBench } from "./components/StudioBench";
import { StudioHeader } from "./components/StudioHeader";
import { columnOf } from "./editor/problems";
import { schemaOf } from "./editor/schemas";
import { addExample, holdsRules, namesOf, outline, ruleAt } from "./pack/document";
import { type Studio, type StudioFile, useSettled, useStudio } from "./useStudio";
import "./studio.css";

const Editor = lazy(() => import("./editor/Editor"));
const route = getRouteApi("/app/rules/versions/$id");
const noProblems: readonly PackProblem[] = [];

/** The workshop of one version of the pack: its files, an editor, and a bench to try them on. */
export function StudioPage() {
  const { id } = route.useParams();
  const studio = useStudio(id);
  const error = studio.version.error ?? studio.saved.error;
  if (error && !studio.saved.data) {
    return <ErrorNotice error={error} onRetry={() => void studio.saved.refetch()} />;
  }
  if (!studio.version.data || !studio.saved.data) return <SkeletonRows />;
  return <Workshop key={id} id={id} studio={studio} />;
}

function Workshop({ id, studio }: { id: string; studio: Studio }) {
  const { t, i18n } = useTranslation();
  const phrases: Record<string, string> = i18n.getResource(i18n.language, "translation", "studio.phrases");
  const me = useMe();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const version = studio.version.data!;
  const revision = studio.saved.data!.revision;
  const mayEdit = version.state === "draft" && can(me, "editRules");
  const go = (part: typeof search) => void navigate({ search: { ...search, ...part }, replace: true });

  const file =
    studio.files.find((one) => one.path === search.file) ??
    studio.files.find((one) => holdsRules(one.path)) ??
    studio.files[0];
  const path = file?.path ?? "";
  const text = file?.text ?? "";
  const [line, setLine] = useState(Number(search.line ?? 1));
  const [jump, setJump] = useState(search.line ? { line: Number(search.line) } : undefined);
  const jumpTo = (target: string, to: number) => {
    if (target && target !== path) go({ file: target, line: undefined });
    setJump({ line: Math.max(1, to) });
    setLine(to);
  };

  const settledEdits = useSettled(studio.pending, 300);
  const validation = useQuery({
    ...validationQuery(id, revision, settledEdits),
    enabled: can(me, "editRules"),
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a report is about the files as they were when it came
  const report = useMemo(() => validation.data && placed(validation.data, studio.files), [validation.data]);
  const problems = report?.problems ?? noProblems;

  const [attempt, setAttempt] = useState<Attempt>(emptyAttempt);
  const lines = useSettled(
    useMemo(() => linesOf(attempt), [attempt]),
    200,
  );
  const trial = useQuery({
    ...trialQuery(id, revision, settledEdits, lines),
    enabled: lines.length > 0 && can(me, "editRules"),
  });

  const calm = useDeferredValue(text);
  const rules = useMemo(() => (holdsRules(path) ? outline(calm) : []), [path, calm]);
  const rule = ruleAt(rules, line);
  const textOf = (name: string) => studio.files.find((one) => one.path === name)?.text ?? "";
  const packText = textOf("pack.yaml");
  const wordsText = `${textOf("words.yaml")}\n${textOf("local/words.yaml")}`;
  const vocabulary = useMemo(
    () => ({
      schema: schemaOf(path),
      categories: namesOf(packText, "categories"),
      lists: namesOf(wordsText),
      selectionsAt: (at: number) => ruleAt(rules, at)?.selections ?? [],
    }),
    [path, packText, wordsText, rules],
  );
  const problemText = useProblemText();
  // Only a new report sets marks anew: between two the editor moves them along with the text.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words follow the language
  const marks = useMemo(
    () =>
      problems
        .filter((problem) => problem.file === path)
        .map((problem) => ({ ...problem, message: problemText(problem) })),
    [problems, path, i18n.language],
  );

  useBlocker({
    shouldBlockFn: ({ current, next }) =>
      studio.unsaved && current.pathname !== next.pathname && !window.confirm(t("studio.leave")),
    enableBeforeUnload: () => studio.unsaved,
  });

  return (
    <div className="studio">
      <StudioHeader version={version} studio={studio} path={path} line={line} mayEdit={mayEdit} />
      <div className="studio-body">
        <FileRail
          files={studio.files}
          open={path}
          problems={problems}
          mayEdit={mayEdit}
          onOpen={(next) => {
            go({ file: next, line: undefined });
            setJump(undefined);
            setLine(1);
          }}
          onAdd={(next) => {
            studio.edit(next, newRule());
            go({ file: next, line: undefined });
          }}
          onRemove={(gone) => studio.edit(gone, null)}
          onRestore={(back) => studio.edit(back, textOf(back))}
        />
        <section className="studio-editor" aria-label={t("studio.editor")}>
          <Suspense fallback={<SkeletonRows />}>
            {file && (
              <Editor
                label={t("studio.editor_of", { file: path })}
                path={path}
                value={text}
                readOnly={!mayEdit || file.change === "removed"}
                marks={marks}
                vocabulary={vocabulary}
                phrases={phrases}
                jump={jump}
                onChange={(next) => studio.edit(path, next)}
                onLine={setLine}
                onSave={studio.saveNow}
              />
            )}
          </Suspense>
        </section>
        <StudioBench
          version={version}
          tab={search.tab ?? "try"}
          base={search.base}
          path={path}
          rules={rules}
          rule={mayEdit ? rule : undefined}
          validation={report}
          attempt={attempt}
          trial={trial.data}
          trialError={trial.error}
          unsaved={studio.unsaved}
          onTab={(tab) => go({ tab: tab === "try" ? undefined : tab })}
          onBase={(base) => go({ base })}
          onAttempt={setAttempt}
          onJump={jumpTo}
          onExample={(words, expect) => {
            if (rule) studio.edit(path, addExample(text, rule.id, { text: words, expect }));
          }}
        />
      </div>
    </div>
  );
}

/** The report with its columns counted as the editor counts them. */
function placed(report: PackValidation, files: readonly StudioFile[]): PackValidation {
  const lines = new Map(files.map((file) => [file.path, file.text.split("\n")]));
  const problems = report.problems.map((problem) => ({
    ...problem,
    column: columnOf(lines.get(problem.file)?.[problem.line - 1] ?? "", problem.column),
  }));
  return { ...report, problems };
}

/** A new file begins with the keys that every rule needs and an id that nobody had before. */
function newRule(): string {
  return [
    "title: {zh: '', en: ''}",
    `id: ${crypto.randomUUID()}`,
    "version: '1'",
    "category: ",
    "level: medium",
    "status: test",
    "scope: {roles: [rep]}",
    "detection:",
    "  words: {text|contains: []}",
    "  condition: words",
    "tests:",
    "  - {text: '', expect: hit}",
    "  - {text: '', expect: miss}",
    "",
  ].join("\n");
}
