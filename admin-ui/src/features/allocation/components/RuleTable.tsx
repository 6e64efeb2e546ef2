import { useQuery } from "@tanstack/react-query";
import { Button, Popconfirm } from "antd";
import { useTranslation } from "react-i18next";
import { poolsQuery } from "@/components/ownership/api";
import { type Column, DataTable } from "@/components/ui/DataTable";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { Tag } from "@/components/ui/Tag";
import type { AllocationRule } from "@/lib/api/types";
import { rulesQuery, useOrderRules, useRemoveRule } from "../api/allocation";
import { useRuleText } from "../words";

const mostShown = 8;

/** Rules in their order, in words, with their takers as they stand. */
export function RuleTable({ onEdit }: { onEdit: ((rule: AllocationRule) => void) | undefined }) {
  const { t } = useTranslation();
  const { data, error, refetch, isPending } = useQuery(rulesQuery);
  const pools = useQuery(poolsQuery).data?.items ?? [];
  const text = useRuleText(pools);
  const ordering = useOrderRules();
  const removing = useRemoveRule();
  const rules = data?.items ?? [];
  const move = (at: number, by: number) => {
    const ids = rules.map((rule) => rule.id);
    [ids[at], ids[at + by]] = [ids[at + by]!, ids[at]!];
    ordering.mutate(ids);
  };
  const columns: Column<AllocationRule>[] = [
    {
      key: "name",
      title: t("allocation.rule"),
      render: (rule) => (
        <span className="allocation-lines">
          <span className="allocation-name">
            {rules.indexOf(rule) + 1}. {rule.name}
          </span>
          {rule.line && <span className="muted">{rule.line}</span>}
          {!rule.enabled && <Tag tone="informational">{t("allocation.off")}</Tag>}
        </span>
      ),
    },
    {
      key: "conditions",
      title: t("allocation.conditions"),
      render: (rule) => <Lines texts={text(rule).conditions} />,
    },
    { key: "how", title: t("allocation.how"), render: (rule) => <Lines texts={text(rule).how} /> },
    { key: "takers", title: t("allocation.takers"), render: (rule) => <Standing rule={rule} /> },
  ];
  if (onEdit) {
    columns.push({
      key: "acts",
      title: t("common.acts"),
      render: (rule) => {
        const at = rules.indexOf(rule);
        const named = (act: string) => t(`allocation.${act}`, { name: rule.name });
        return (
          <span className="allocation-acts">
            <Button size="small" disabled={at === 0} aria-label={named("up")} onClick={() => move(at, -1)}>
              ↑
            </Button>
            <Button
              size="small"
              disabled={at === rules.length - 1}
              aria-label={named("down")}
              onClick={() => move(at, 1)}
            >
              ↓
            </Button>
            <Button size="small" aria-label={named("edit")} onClick={() => onEdit(rule)}>
              {t("common.edit")}
            </Button>
            <Popconfirm title={named("remove_sure")} onConfirm={() => removing.mutate(rule)}>
              <Button size="small" danger aria-label={named("remove")}>
                {t("allocation.remove_short")}
              </Button>
            </Popconfirm>
          </span>
        );
      },
    });
  }
  const failed = error ?? ordering.error ?? removing.error;
  return (
    <div className="allocation-tab">
      {failed && <ErrorNotice error={failed} onRetry={() => void refetch()} />}
      {isPending && <SkeletonRows />}
      {data && (
        <DataTable
          caption={t("allocation.rules")}
          columns={columns}
          rows={rules}
          rowKey={(rule) => rule.id}
          empty={<EmptyState title={t("allocation.none")} hint={t("allocation.none_hint")} />}
        />
      )}
    </div>
  );
}

function Lines({ texts }: { texts: readonly string[] }) {
  return (
    <span className="allocation-lines">
      {texts.map((text) => (
        <span key={text}>{text}</span>
      ))}
    </span>
  );
}

function Standing({ rule }: { rule: AllocationRule }) {
  const { t } = useTranslation();
  const shown = rule.standing.slice(0, mostShown);
  const rest = rule.standing.length - shown.length;
  return (
    <span className="allocation-lines">
      {shown.map((taker) => (
        <span key={`${taker.source}|${taker.id}`}>
          {taker.name}{" "}
          <span className="muted num">
            {rule.method !== "in_turn" && t("allocation.weighs", { weight: taker.weight })}
            {t("allocation.load", { owned: taker.owned, today: taker.today })}
          </span>{" "}
          {!taker.known && <Tag tone="high">{t("allocation.verdict.unknown")}</Tag>}
          {taker.known && !taker.active && <Tag tone="high">{t("allocation.verdict.left")}</Tag>}
        </span>
      ))}
      {rest > 0 && <span className="muted">{t("allocation.more_takers", { count: rest })}</span>}
      {rule.standing.length === 0 && <Tag tone="high">{t("allocation.nobody")}</Tag>}
    </span>
  );
}
