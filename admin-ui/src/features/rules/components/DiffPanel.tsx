import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { NativeSelect } from "@/components/ui/NativeSelect";
import { ScrollRegion } from "@/components/ui/ScrollRegion";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { Tag } from "@/components/ui/Tag";
import type { FileDiff, PackDiff, PackVersion } from "@/lib/api/types";
import { useBilingual } from "@/lib/i18n";
import { diffQuery, versionsQuery } from "../api/packs";

/** What a version changes: the rules that differ, then the lines of each file. Unsaved edits are not in it. */
export function DiffPanel({
  version,
  base,
  unsaved,
  onBase,
  onJump,
}: {
  version: PackVersion;
  base: string | undefined;
  unsaved: boolean;
  onBase: (base: string | undefined) => void;
  onJump: (file: string, line: number) => void;
}) {
  const { t } = useTranslation();
  const { data, error, refetch, isPending } = useQuery(diffQuery(version.id, version.revision, base));
  const { data: versions } = useQuery(versionsQuery);
  const others = versions?.items.filter((other) => other.id !== version.id) ?? [];
  return (
    <div className="diff">
      <div className="diff-head">
        <span>{t("studio.compared_with")}</span>
        <NativeSelect
          label={t("studio.compared_with")}
          value={base ?? ""}
          options={[
            { value: "", label: t("studio.in_force") },
            ...others.map((other) => ({
              value: other.id,
              label: `${t("studio.version", { id: other.id })} · ${t(`studio.states.${other.state}`)}`,
            })),
          ]}
          onChange={(value) => onBase(value || undefined)}
        />
      </div>
      {unsaved && <p className="muted">{t("studio.diff_unsaved")}</p>}
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {isPending && <SkeletonRows rows={4} />}
      {data && <DiffView diff={data} onJump={onJump} />}
    </div>
  );
}

const tones = { added: "ok", removed: "high", changed: "medium" } as const;

function DiffView({ diff, onJump }: { diff: PackDiff; onJump: (file: string, line: number) => void }) {
  const { t } = useTranslation();
  const title = useBilingual();
  if (diff.files.length === 0) return <EmptyState title={t("studio.no_diff")} />;
  return (
    <>
      {diff.rules.length > 0 && (
        <ul className="diff-rules" aria-label={t("studio.diff_rules")}>
          {diff.rules.map((rule) => (
            <li key={`${rule.rule_id}${rule.change}`}>
              <Tag tone={tones[rule.change]}>{t(`studio.changes.${rule.change}`)}</Tag>
              <span>{title(rule.title) || rule.rule_id}</span>
            </li>
          ))}
        </ul>
      )}
      {diff.files.map((file) => (
        <FileDiffView key={file.path} file={file} onJump={onJump} />
      ))}
    </>
  );
}

const signs = { same: " ", add: "+", remove: "−" } as const;

function FileDiffView({ file, onJump }: { file: FileDiff; onJump: (file: string, line: number) => void }) {
  const { t } = useTranslation();
  return (
    <section className="diff-file" aria-label={file.path}>
      <header>
        <Tag tone={tones[file.change]}>{t(`studio.changes.${file.change}`)}</Tag>
        <strong className="mono">{file.path}</strong>
        <span className="num diff-added">+{file.added}</span>
        <span className="num diff-removed">−{file.removed}</span>
      </header>
      <ScrollRegion className="diff-scroll" label={t("studio.diff_of", { file: file.path })}>
        <table className="diff-table">
          <caption className="visually-hidden">{t("studio.diff_of", { file: file.path })}</caption>
          <thead className="visually-hidden">
            <tr>
              <th scope="col">{t("studio.line_before")}</th>
              <th scope="col">{t("studio.line_after")}</th>
              <th scope="col">{t("studio.diff_sign")}</th>
              <th scope="col">{t("studio.text")}</th>
            </tr>
          </thead>
          {file.hunks.map((hunk) => (
            <tbody key={`${hunk[0]?.base_line}/${hunk[0]?.line}`}>
              {hunk.map((line) => (
                <tr key={`${line.base_line}/${line.line}`} className={`diff-${line.op}`}>
                  <td className="num diff-number">{line.base_line}</td>
                  <td className="num diff-number">
                    {line.line && (
                      <button type="button" className="plain" onClick={() => onJump(file.path, line.line!)}>
                        {line.line}
                      </button>
                    )}
                  </td>
                  <td className="diff-sign">{signs[line.op]}</td>
                  <td className="diff-text">{line.text}</td>
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </ScrollRegion>
    </section>
  );
}
