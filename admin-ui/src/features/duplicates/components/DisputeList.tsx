import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Popconfirm } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FilterSelect } from "@/components/filters/FilterSelect";
import { nameOfPerson } from "@/components/ownership/ledger";
import { DataTable } from "@/components/ui/DataTable";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { MoreButton } from "@/components/ui/MoreButton";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { Tag } from "@/components/ui/Tag";
import type { Dispute, DisputeState } from "@/lib/api/types";
import { formatShort } from "@/lib/format";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { disputesQuery, useWithdraw } from "../api/duplicates";
import { DecideDialog } from "./DecideDialog";

const states = ["open", "decided", "withdrawn"] as const;
const tones = { open: "medium", decided: "ok", withdrawn: "informational" } as const;

/** Customers whom two want: the newest first. */
export function DisputeList() {
  const { t } = useTranslation();
  const decides = can(useMe(), "decideDisputes");
  const [state, setState] = useState<DisputeState | undefined>("open");
  const query = useInfiniteQuery(disputesQuery(state));
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const [chosen, setChosen] = useState<string>();
  const withdraw = useWithdraw();
  const acts = (one: Dispute) => (
    <span className="duplicate-acts">
      <Button size="small" onClick={() => setChosen(one.id)}>
        {t(decides && one.state === "open" ? "duplicates.decide" : "duplicates.look")}
      </Button>
      {one.mine && one.state === "open" && (
        <Popconfirm
          title={t("duplicates.withdraw_sure")}
          okText={t("duplicates.withdraw")}
          cancelText={t("common.cancel")}
          onConfirm={() => withdraw.mutate(one.id)}
        >
          <Button size="small">{t("duplicates.withdraw")}</Button>
        </Popconfirm>
      )}
    </span>
  );
  return (
    <div className="duplicate-disputes">
      <header className="duplicate-head">
        <h2>{t("duplicates.disputes")}</h2>
        <FilterSelect
          label={t("duplicates.state")}
          any={t("duplicates.any_state")}
          value={state}
          options={states.map((value) => ({ value, label: t(`duplicates.states.${value}`) }))}
          onChange={setState}
        />
      </header>
      {(query.error ?? withdraw.error) && (
        <ErrorNotice error={query.error ?? withdraw.error} onRetry={() => void query.refetch()} />
      )}
      {query.isPending && <SkeletonRows />}
      {query.data && (
        <DataTable
          caption={t("duplicates.disputes")}
          rows={rows}
          rowKey={(one) => one.id}
          empty={<EmptyState title={t("duplicates.no_disputes")} />}
          columns={[
            {
              key: "customer",
              title: t("duplicates.customer"),
              render: (one) => (
                <span className="duplicate-lines">
                  {one.customer ? (
                    <Link to="/customers/$id" params={{ id: one.customer }}>
                      {one.name || t("duplicates.unnamed")}
                    </Link>
                  ) : (
                    <strong>{one.name || t("duplicates.unnamed")}</strong>
                  )}
                  {one.corp_name && <span className="muted">{one.corp_name}</span>}
                </span>
              ),
            },
            {
              key: "claimant",
              title: t("duplicates.claimant"),
              render: (one) => nameOfPerson(one.claimant),
            },
            {
              key: "owner",
              title: t("duplicates.owner"),
              render: (one) => (one.owner ? nameOfPerson(one.owner) : "–"),
            },
            {
              key: "statement",
              title: t("duplicates.statement"),
              render: (one) => <span className="duplicate-statement">{one.statement}</span>,
            },
            {
              key: "state",
              title: t("duplicates.state"),
              render: (one) => (
                <span className="duplicate-lines">
                  <span>
                    <Tag tone={tones[one.state]}>
                      {one.state === "decided"
                        ? t(`duplicates.outcomes.${one.outcome}`)
                        : t(`duplicates.states.${one.state}`)}
                    </Tag>
                  </span>
                  <span className="muted num">{formatShort(one.decided_at ?? one.opened_at)}</span>
                </span>
              ),
            },
            { key: "acts", title: t("common.acts"), render: acts },
          ]}
        />
      )}
      <MoreButton pages={query} />
      {chosen && <DecideDialog id={chosen} onClose={() => setChosen(undefined)} />}
    </div>
  );
}
