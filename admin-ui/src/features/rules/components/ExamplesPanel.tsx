import {
  CheckCircleFilled,
  CloseCircleFilled,
  PlayCircleOutlined,
  QuestionCircleOutlined,
} from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/components/ui/EmptyState";
import { Tag } from "@/components/ui/Tag";
import type { PackValidation } from "@/lib/api/types";
import { useBilingual } from "@/lib/i18n";
import type { Example, RuleOutline } from "../pack/document";

type Outcome = "passed" | "failed" | "unknown";

/** How an example came out: failed where the loader says so; unknown while examples were not run. */
export function outcomeOf(example: Example, file: string, validation: PackValidation | undefined): Outcome {
  if (!validation) return "unknown";
  const failed = validation.problems.some(
    (problem) =>
      problem.code === "rule.example_failed" &&
      problem.file === file &&
      problem.line >= example.line &&
      problem.line <= example.lastLine,
  );
  if (failed) return "failed";
  return validation.examples > 0 ? "passed" : "unknown";
}

const tones = { passed: "ok", failed: "high", unknown: "informational" } as const;
const icons = {
  passed: <CheckCircleFilled />,
  failed: <CloseCircleFilled />,
  unknown: <QuestionCircleOutlined />,
};

/** The examples of the open file's rules, and how they came out. */
export function ExamplesPanel({
  file,
  rules,
  validation,
  onJump,
  onTry,
}: {
  file: string;
  rules: readonly RuleOutline[];
  validation: PackValidation | undefined;
  onJump: (line: number) => void;
  onTry: (texts: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  const title = useBilingual();
  if (rules.every((rule) => rule.examples.length === 0)) {
    return <EmptyState title={t("studio.no_examples")} hint={t("studio.no_examples_hint")} />;
  }
  return (
    <div className="examples">
      {rules.map((rule) => (
        <section key={rule.line} aria-label={title(rule.title)}>
          <div className="examples-head">
            <h3>{title(rule.title) || rule.id}</h3>
            <Button
              size="small"
              icon={<PlayCircleOutlined aria-hidden />}
              onClick={() => onTry(rule.examples.map((example) => example.text))}
            >
              {t("studio.try_examples")}
            </Button>
          </div>
          <ul>
            {rule.examples.map((example) => (
              <ExampleRow
                key={example.line}
                example={example}
                outcome={outcomeOf(example, file, validation)}
                onJump={onJump}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function ExampleRow({
  example,
  outcome,
  onJump,
}: {
  example: Example;
  outcome: Outcome;
  onJump: (line: number) => void;
}) {
  const { t } = useTranslation();
  return (
    <li>
      <button type="button" className="plain example" onClick={() => onJump(example.line)}>
        <Tag tone={tones[outcome]} icon={icons[outcome]}>
          {t(`studio.outcomes.${outcome}`)}
        </Tag>
        <span className="muted example-expect">
          {t(`studio.expects.${example.expect}`, { defaultValue: example.expect })}
        </span>
        <span>{example.text}</span>
      </button>
    </li>
  );
}
