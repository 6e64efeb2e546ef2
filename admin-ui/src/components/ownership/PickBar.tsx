import { Button, Checkbox } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Picked } from "@/components/many/picked";
import type { Column } from "@/components/ui/DataTable";
import { mostOrders } from "./api";
import { BatchDialog } from "./BatchDialog";
import type { Act } from "./order";
import "./ownership.css";

export interface Picks {
  ids: ReadonlySet<string>;
  toggle: (id: string) => void;
  set: (ids: readonly string[]) => void;
}

/** Which rows of a list are picked; no more than one request may order about. */
export function usePicks(): Picks {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  return {
    ids,
    toggle: (id) =>
      setIds((old) => {
        if (old.has(id)) return new Set([...old].filter((one) => one !== id));
        return old.size < mostOrders ? new Set([...old, id]) : old;
      }),
    set: (all) => setIds(new Set(all.slice(0, mostOrders))),
  };
}

/** The column in which rows are picked. */
export function usePickColumn<Row>(picks: Picks, pickedOf: (row: Row) => Picked): Column<Row> {
  const { t } = useTranslation();
  return {
    key: "pick",
    title: t("ownership.pick"),
    nowrap: true,
    render: (row) => {
      const { id, name } = pickedOf(row);
      return (
        <Checkbox
          aria-label={t("ownership.pick_row", { name })}
          checked={picks.ids.has(id)}
          onChange={() => picks.toggle(id)}
        />
      );
    },
  };
}

interface Props {
  picks: Picks;
  /** Everybody in the list. */
  customers: readonly Picked[];
  acts: readonly Act[];
  line?: string;
  /** What else can be done with those who are picked. */
  more?: (picked: readonly Picked[]) => ReactNode;
}

/** How many are picked, and what can be done with all of them. */
export function PickBar({ picks, customers, acts, line, more }: Props) {
  const { t } = useTranslation();
  const [act, setAct] = useState<Act>();
  const picked = customers.filter((one) => picks.ids.has(one.id));
  const close = (sent: boolean) => {
    setAct(undefined);
    if (sent) picks.set([]);
  };
  if (customers.length === 0 && !act) return null;
  return (
    <div className="pick-bar" role="group" aria-label={t("ownership.picks")}>
      <span role="status">{t("ownership.picked", { count: picked.length })}</span>
      {picked.length > 0 &&
        acts.map((one) => (
          <Button key={one} size="small" onClick={() => setAct(one)}>
            {t(`ownership.acts.${one}`)}
          </Button>
        ))}
      {picked.length > 0 && more?.(picked)}
      <Button size="small" type="text" onClick={() => picks.set(customers.map((one) => one.id))}>
        {t("ownership.pick_all")}
      </Button>
      {picked.length > 0 && (
        <Button size="small" type="text" onClick={() => picks.set([])}>
          {t("ownership.pick_none")}
        </Button>
      )}
      {act && <BatchDialog act={act} customers={picked} line={line} onClose={close} />}
    </div>
  );
}
