import { CheckOutlined, CloseOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { NativeSelect } from "@/components/ui/NativeSelect";
import { Segments } from "@/components/ui/Segments";
import { SeverityTag } from "@/components/ui/Severity";
import { Tag } from "@/components/ui/Tag";
import type { Trial, TrialFinding, TrialItem, TrialReason } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";
import { useBilingual } from "@/lib/i18n";
import { type Attempt, channels, linesOf, maxLines, roles } from "../attempt";

interface Props {
  attempt: Attempt;
  trial: Trial | undefined;
  error: unknown;
  /** The rule that an example would be added to; none when the version cannot be edited. */
  target: { id: string; title: string } | undefined;
  onChange: (attempt: Attempt) => void;
  onExample: (text: string, expect: "hit" | "miss") => void;
  onProblems: () => void;
}

/** Paste lines, see at once what the rules say of each, and why. */
export function TryPanel({ attempt, trial, error, target, onChange, onExample, onProblems }: Props) {
  const { t } = useTranslation();
  const lines = linesOf(attempt);
  const broken = trial && !trial.validation.valid && trial.items.length === 0;
  return (
    <div className="try">
      <div className="try-head">
        <label htmlFor="try-lines">{t("studio.try_lines", { count: maxLines })}</label>
        <NativeSelect
          label={t("studio.speaker")}
          value={attempt.role}
          options={roles.map((role) => ({ value: role, label: t(`role.${role}`) }))}
          onChange={(role) => onChange({ ...attempt, role })}
        />
        <NativeSelect
          label={t("studio.channel")}
          value={attempt.channel}
          options={channels.map((channel) => ({ value: channel, label: t(`studio.channels.${channel}`) }))}
          onChange={(channel) => onChange({ ...attempt, channel })}
        />
      </div>
      <textarea
        id="try-lines"
        className="native-textarea try-text"
        rows={5}
        placeholder={t("studio.try_hint")}
        value={attempt.text}
        onChange={(event) => onChange({ ...attempt, text: event.target.value })}
      />
      {error !== null && <ErrorNotice error={error} />}
      {broken && lines.length > 0 && (
        <div className="notice notice-warning" role="status">
          <span className="notice-text">{t("studio.try_broken")}</span>
          <Button size="small" onClick={onProblems}>
            {t("studio.see_problems")}
          </Button>
        </div>
      )}
      {lines.length > 0 && trial && !broken && (
        <p className="muted num try-sum" role="status">
          {t("studio.try_sum", {
            hits: trial.items.filter(isHit).length,
            lines: trial.items.length,
            time: formatNumber(Math.round(trial.microseconds / 100) / 10),
          })}
        </p>
      )}
      {target && lines.length > 0 && (
        <p className="muted try-sum">{t("studio.target", { rule: target.title })}</p>
      )}
      <ol className="try-items">
        {!broken &&
          lines.length > 0 &&
          trial?.items.slice(0, lines.length).map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are known by their place
            <li key={index} className={isHit(item) ? "try-hit" : "try-miss"}>
              <TriedLine item={item} text={lines[index]!.text} target={target} onExample={onExample} />
            </li>
          ))}
      </ol>
    </div>
  );
}

/** A rule that only feeds correlations says nothing about a line by itself. */
function isHit(item: TrialItem): boolean {
  return item.findings.some((finding) => finding.actions.some((action) => action !== "signal"));
}

function TriedLine({
  item,
  text,
  target,
  onExample,
}: {
  item: TrialItem;
  text: string;
  target: Props["target"];
  onExample: Props["onExample"];
}) {
  const { t } = useTranslation();
  return (
    <>
      <div className="try-line">
        <p className="try-words">
          <Segments segments={item.segments.length > 0 ? item.segments : [{ t: text }]} />
        </p>
        {!isHit(item) && <span className="muted try-none">{t("studio.no_hit")}</span>}
        {target && (
          <span className="try-acts">
            <Button
              size="small"
              icon={<CheckOutlined aria-hidden />}
              title={t("studio.add_hit_to", { rule: target.title })}
              onClick={() => onExample(text, "hit")}
            >
              {t("studio.add_hit")}
            </Button>
            <Button
              size="small"
              icon={<CloseOutlined aria-hidden />}
              title={t("studio.add_miss_to", { rule: target.title })}
              onClick={() => onExample(text, "miss")}
            >
              {t("studio.add_miss")}
            </Button>
          </span>
        )}
      </div>
      {item.findings.map((finding) => (
        <TriedFinding key={finding.rule_id} finding={finding} />
      ))}
    </>
  );
}

function TriedFinding({ finding }: { finding: TrialFinding }) {
  const { t } = useTranslation();
  const title = useBilingual();
  return (
    <div className="try-finding">
      <div className="try-rule">
        <SeverityTag severity={finding.severity} />
        <strong>{title(finding.title) || finding.rule_id}</strong>
        {finding.shadow && <Tag tone="informational">{t("studio.shadow_rule")}</Tag>}
        {finding.actions
          .filter((action) => action !== "alert")
          .map((action) => (
            <Tag key={action} tone="medium">
              {t(`studio.actions.${action}`)}
            </Tag>
          ))}
      </div>
      <ul className="try-reasons">
        {finding.reasons.map((reason) => (
          <li key={reason.selection}>
            <Reason reason={reason} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Reason({ reason }: { reason: TrialReason }) {
  const { t } = useTranslation();
  return (
    <>
      <code>{reason.selection}</code>
      {reason.field !== "text" && <span className="muted mono">{reason.field}</span>}
      {reason.matched.map((words, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same words may match twice
        <mark key={index}>{words}</mark>
      ))}
      {reason.folded && (
        <span className="muted">
          {t("studio.reads_as")} <span className="mono try-folded">{reason.folded}</span>
        </span>
      )}
      {reason.folding.map((fold) => (
        <Tag key={fold} tone="informational">
          {t(`studio.folds.${fold}`, { defaultValue: fold })}
        </Tag>
      ))}
    </>
  );
}
