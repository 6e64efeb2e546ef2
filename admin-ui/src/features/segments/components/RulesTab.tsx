import { ArrowDownOutlined, ArrowUpOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Switch } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Column, DataTable } from "@/components/ui/DataTable";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { Tag } from "@/components/ui/Tag";
import type { GradeRuleInput, GradeRules } from "@/lib/api/types";
import { formatDateTime } from "@/lib/format";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { fieldsQuery, rulesQuery, usePreviewRules, useSaveRules, useSuggestedRules } from "../api/segments";
import { useConditionText } from "../words";
import { HeldTags } from "./HeldTags";
import { PreviewList } from "./PreviewList";
import { RuleDrawer } from "./RuleDrawer";
import { useTagName } from "./TagValue";

/** Rules that set grades and stages, as they stand. */
export function RulesTab() {
  const { data, error, refetch, isPending } = useQuery(rulesQuery);
  return (
    <div className="segment-tab">
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {isPending && <SkeletonRows />}
      {data && <Rules key={data.version} rules={data} />}
    </div>
  );
}

const inputOf = ({
  id,
  target,
  source,
  value,
  name,
  condition,
  active,
}: GradeRules["items"][number]): GradeRuleInput => ({
  id,
  target,
  source,
  value,
  name,
  condition,
  active,
});

function Rules({ rules }: { rules: GradeRules }) {
  const { t, i18n } = useTranslation();
  const manages = can(useMe(), "manageGrading");
  const text = useConditionText(useQuery(fieldsQuery).data?.items ?? []);
  const tagName = useTagName();
  const [draft, setDraft] = useState<GradeRuleInput[]>(() => rules.items.map(inputOf));
  const [touched, setTouched] = useState(false);
  const [open, setOpen] = useState<{ place: number; rule: GradeRuleInput | undefined }>();
  const saving = useSaveRules(rules.version);
  const preview = usePreviewRules();
  const suggested = useSuggestedRules();
  const change = (next: GradeRuleInput[]) => {
    setDraft(next);
    setTouched(true);
    preview.reset();
  };
  const put = (place: number, rule: GradeRuleInput) =>
    change(place < draft.length ? draft.map((one, at) => (at === place ? rule : one)) : [...draft, rule]);
  const move = (place: number, by: number) => {
    const next = [...draft];
    const [rule] = next.splice(place, 1);
    next.splice(place + by, 0, rule!);
    change(next);
  };
  const suggest = (by: "contact" | "orders") =>
    suggested.mutate(
      { lang: i18n.language === "en" ? "en" : "zh", by },
      { onSuccess: (set) => change(set.items.map(inputOf)) },
    );
  const columns: Column<GradeRuleInput>[] = [
    {
      key: "value",
      title: t("segments.sets"),
      nowrap: true,
      render: (rule) => (
        <>
          <span className="muted">{t(`segments.target.${rule.target}`)}</span>{" "}
          <Tag tone={rule.active ? "ok" : "informational"}>
            {rule.target === "tag" ? tagName(rule.source, rule.value) : rule.value}
          </Tag>
        </>
      ),
    },
    {
      key: "name",
      title: t("segments.rule"),
      render: (rule) => (
        <span className="segment-lines">
          <strong>{rule.name}</strong>
          <span className="muted">{text(rule.condition)}</span>
        </span>
      ),
    },
    {
      key: "active",
      title: t("segments.active"),
      render: (rule) => (
        <Switch
          size="small"
          disabled={!manages}
          aria-label={t("segments.active_named", { name: rule.name })}
          checked={rule.active ?? true}
          onChange={(active) => put(draft.indexOf(rule), { ...rule, active })}
        />
      ),
    },
  ];
  if (manages) {
    columns.push({
      key: "acts",
      title: t("common.acts"),
      nowrap: true,
      render: (rule) => {
        const place = draft.indexOf(rule);
        return (
          <span className="segment-acts">
            <Button
              size="small"
              icon={<ArrowUpOutlined aria-hidden />}
              aria-label={t("segments.up", { name: rule.name })}
              disabled={place === 0}
              onClick={() => move(place, -1)}
            />
            <Button
              size="small"
              icon={<ArrowDownOutlined aria-hidden />}
              aria-label={t("segments.down", { name: rule.name })}
              disabled={place === draft.length - 1}
              onClick={() => move(place, 1)}
            />
            <Button
              size="small"
              aria-label={t("segments.edit_rule", { name: rule.name })}
              onClick={() => setOpen({ place, rule })}
            >
              {t("common.edit")}
            </Button>
            <Button
              size="small"
              aria-label={t("segments.delete_named", { name: rule.name })}
              onClick={() => change(draft.filter((one) => one !== rule))}
            >
              {t("segments.delete")}
            </Button>
          </span>
        );
      },
    });
  }
  const failed = saving.error ?? preview.error ?? suggested.error;
  return (
    <>
      <p className="muted">{t("segments.rules_hint")}</p>
      <State rules={rules} />
      <HeldTags held={rules.state.held} />
      {manages && (
        <p className="segment-bar">
          <Button onClick={() => setOpen({ place: draft.length, rule: undefined })}>
            {t("segments.create_rule")}
          </Button>
          {draft.length === 0 &&
            (["contact", "orders"] as const).map((by) => (
              <Button key={by} loading={suggested.isPending} onClick={() => suggest(by)}>
                {t(`segments.suggest_by.${by}`)}
              </Button>
            ))}
          <Button loading={preview.isPending} onClick={() => preview.mutate(draft)}>
            {t("segments.preview")}
          </Button>
          <Button
            type="primary"
            disabled={!touched}
            loading={saving.isPending}
            onClick={() => saving.mutate(draft)}
          >
            {t("segments.save_rules")}
          </Button>
          {touched && <span className="muted">{t("segments.unsaved")}</span>}
        </p>
      )}
      {failed && <ErrorNotice error={failed} />}
      {preview.data && <PreviewList preview={preview.data} />}
      <DataTable
        caption={t("segments.rules")}
        columns={columns}
        rows={draft}
        rowKey={(rule) => `${draft.indexOf(rule)}`}
        empty={<EmptyState title={t("segments.no_rules")} hint={t("segments.no_rules_hint")} />}
      />
      {open && (
        <RuleDrawer
          rule={open.rule}
          onClose={() => setOpen(undefined)}
          onDone={(rule) => {
            put(open.place, rule);
            setOpen(undefined);
          }}
        />
      )}
    </>
  );
}

function State({ rules }: { rules: GradeRules }) {
  const { t } = useTranslation();
  const { state } = rules;
  if (state.rules === 0 && !state.running) return null;
  return (
    <p className="muted">
      {state.running
        ? t("segments.round_running")
        : state.ended_at && t("segments.round_ended", { time: formatDateTime(state.ended_at) })}
    </p>
  );
}
