import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { refOf, staffQuery } from "@/components/staff/api";
import { splitRef } from "@/lib/searchParams";

/** Other accounts of the giver that are there: his customers may simply stay with him. */
export function OwnAccounts({
  giver,
  takers,
  onTake,
}: {
  giver: string;
  takers: readonly string[];
  onTake: (account: string) => void;
}) {
  const { t } = useTranslation();
  const { data } = useQuery(staffQuery(giver));
  const source = splitRef(giver)?.source;
  const others = (data?.accounts ?? []).filter((one) => one.active && refOf(one) !== giver);
  if (others.length === 0) return null;
  return (
    <ul className="handover-own" aria-label={t("handovers.own_accounts")}>
      {others.map((one) => {
        const account = refOf(one);
        const who = one.employee.id;
        if (one.employee.source !== source)
          return <li key={account}>{t("handovers.own_elsewhere", { who, source: one.employee.source })}</li>;
        return (
          <li key={account}>
            {t("handovers.own_here", { who })}{" "}
            <Button size="small" disabled={takers.includes(account)} onClick={() => onTake(account)}>
              {t("handovers.own_take", { who })}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
