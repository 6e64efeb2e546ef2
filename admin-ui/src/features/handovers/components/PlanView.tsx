import { ExclamationCircleFilled } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FilterBar } from "@/components/filters/FilterBar";
import { DataTable } from "@/components/ui/DataTable";
import { EmptyState } from "@/components/ui/EmptyState";
import { NativeSelect } from "@/components/ui/NativeSelect";
import { Tag } from "@/components/ui/Tag";
import type { HandoverPlan } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";

type Item = HandoverPlan["items"][number];
type Taker = HandoverPlan["takers"][number];

const pageOf = 50;

/** Who would get whom, who stays and why; single customers can be given to somebody else. */
export function PlanView({
  plan,
  busy,
  onChange,
}: {
  plan: HandoverPlan;
  busy: boolean;
  onChange: (id: string, taker: string) => void;
}) {
  const { t } = useTranslation();
  const [shown, setShown] = useState("");
  const [count, setCount] = useState(pageOf);
  const fits = (item: Item) =>
    shown === "" || (shown === "stay" ? item.taker === "" : item.taker === shown.slice(1));
  const items = plan.items.filter(fits);
  return (
    <div aria-busy={busy}>
      <p role="status">
        {t("handovers.plan_sum", { movable: formatNumber(plan.movable), left: formatNumber(plan.left) })}
        {" · "}
        {t(plan.resigned ? "handovers.resigned" : "handovers.on_job")}
      </p>
      <Takers takers={plan.takers} />
      <FilterBar className="handover-filters">
        <NativeSelect
          label={t("handovers.show")}
          value={shown}
          options={[
            { value: "", label: t("handovers.show_all", { number: formatNumber(plan.items.length) }) },
            { value: "stay", label: t("handovers.show_stay", { number: formatNumber(plan.left) }) },
            ...plan.takers.map(({ person }) => ({ value: `=${person.id}`, label: person.name })),
          ]}
          onChange={(value) => {
            setShown(value);
            setCount(pageOf);
          }}
        />
      </FilterBar>
      <DataTable
        caption={t("handovers.plan")}
        rows={items.slice(0, count)}
        rowKey={(item) => `${item.kind}${item.id}`}
        empty={<EmptyState title={t("handovers.none_found")} />}
        columns={[
          {
            key: "who",
            title: t("handovers.whom"),
            render: (item) =>
              item.kind === "group"
                ? t("handovers.group", { name: item.name || item.id })
                : item.name || item.id,
          },
          { key: "grade", title: t("handovers.grade"), render: (item) => item.grade || "–" },
          { key: "tags", title: t("handovers.tags"), render: (item) => item.tags.join("、") || "–" },
          {
            key: "taker",
            title: t("handovers.taker"),
            render: (item) => <Choice item={item} takers={plan.takers} onChange={onChange} />,
          },
        ]}
      />
      {items.length > count && <Button onClick={() => setCount(count + pageOf)}>{t("common.more")}</Button>}
    </div>
  );
}

function Takers({ takers }: { takers: readonly Taker[] }) {
  const { t } = useTranslation();
  return (
    <DataTable
      caption={t("handovers.takers")}
      rows={takers}
      rowKey={({ person }) => person.id}
      columns={[
        {
          key: "who",
          title: t("handovers.taker"),
          render: ({ person, archived }) => (
            <span className="handover-lines">
              <span>{[person.name, person.department].filter(Boolean).join(" · ")}</span>
              {!archived && (
                <Tag tone="medium" icon={<ExclamationCircleFilled aria-hidden />}>
                  {t("handovers.unarchived")}
                </Tag>
              )}
            </span>
          ),
        },
        { key: "has", title: t("handovers.has"), align: "end", render: ({ has }) => formatNumber(has) },
        {
          key: "customers",
          title: t("handovers.gets"),
          align: "end",
          render: ({ customers }) => formatNumber(customers),
        },
        {
          key: "groups",
          title: t("handovers.gets_groups"),
          align: "end",
          render: ({ groups }) => formatNumber(groups),
        },
      ]}
    />
  );
}

/** Whoever cannot be handed over says why; of others the taker can be changed. */
function Choice({
  item,
  takers,
  onChange,
}: {
  item: Item;
  takers: readonly Taker[];
  onChange: (id: string, taker: string) => void;
}) {
  const { t } = useTranslation();
  if (item.reason === "no_relation" || item.reason === "too_often")
    return <span className="muted">{t(`handovers.reasons.${item.reason}`)}</span>;
  return (
    <span className="handover-lines">
      <NativeSelect
        label={t("handovers.taker_of", { name: item.name || item.id })}
        value={item.taker}
        options={[
          { value: "", label: t("handovers.stays") },
          ...takers.map(({ person }) => ({ value: person.id, label: person.name })),
        ]}
        onChange={(taker) => onChange(item.id, taker)}
      />
      {item.reason === "no_capacity" && (
        <span className="muted">{t(`handovers.reasons.${item.reason}`)}</span>
      )}
    </span>
  );
}
