import { CheckCircleFilled, CloseCircleFilled, WarningFilled } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/components/ui/EmptyState";
import type { PackProblem, PackValidation } from "@/lib/api/types";
import { useCodeText } from "@/lib/i18n";

/** Says a fault in words: the code's sentence, and what the loader adds to it. */
export function useProblemText(): (problem: PackProblem) => string {
  const codeText = useCodeText();
  return (problem) => {
    const text = codeText("problem", problem.code);
    if (text === problem.code) return problem.detail || problem.code;
    return problem.detail ? `${text}: ${problem.detail}` : text;
  };
}

/** Every fault of the pack, worst first; each leads to its line. */
export function ProblemsPanel({
  validation,
  onJump,
}: {
  validation: PackValidation | undefined;
  onJump: (file: string, line: number) => void;
}) {
  const { t } = useTranslation();
  const textOf = useProblemText();
  if (!validation) return null;
  const problems = [...validation.problems].sort((a, b) => Number(a.warning) - Number(b.warning));
  if (problems.length === 0) {
    return (
      <EmptyState
        icon={<CheckCircleFilled />}
        title={t("studio.no_problems")}
        hint={t("studio.no_problems_hint", { rules: validation.rules, examples: validation.examples })}
      />
    );
  }
  return (
    <ul className="problem-list">
      {problems.map((problem, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same fault may stand twice at one place
        <li key={index}>
          <button type="button" className="plain problem" onClick={() => onJump(problem.file, problem.line)}>
            <span className={problem.warning ? "problem-warning" : "problem-error"}>
              {problem.warning ? (
                <WarningFilled role="img" aria-label={t("studio.warning")} />
              ) : (
                <CloseCircleFilled role="img" aria-label={t("studio.error")} />
              )}
            </span>
            <span className="problem-text">
              {textOf(problem)}
              <span className="muted mono problem-place">
                {problem.file
                  ? t("studio.place", { file: problem.file, line: problem.line, column: problem.column })
                  : t("studio.whole_pack")}
                {" · "}
                {problem.code}
              </span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
