import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { refOf, staffQuery } from "@/components/staff/api";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { Tag } from "@/components/ui/Tag";
import type { Staff, StaffAccount } from "@/lib/api/types";
import { formatDateTime } from "@/lib/format";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import type { StaffWish } from "../api/staff";
import { StaffDialog } from "./StaffDialog";

type Step = Staff["history"][number];

const nameOf = ({ employee }: Pick<StaffAccount, "employee">) => employee.name || employee.id;
const longNameOf = (person: Step["account"]) =>
  person.name && person.name !== person.id ? `${person.name}（${person.id}）` : person.id;

/** All accounts of the person who has this one, with what was decided about them. */
export function StaffAccounts({ account }: { account: string }) {
  const { t } = useTranslation();
  const me = useMe();
  const { data, error, refetch, isPending } = useQuery(staffQuery(account));
  const [wish, setWish] = useState<Omit<StaffWish, "reason">>();
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (isPending) return <SkeletonRows rows={2} />;
  const decides = me !== undefined && can(me, "manageStaff");
  const alone = data.accounts.length < 2;
  return (
    <section aria-label={t("coverage.person_accounts")}>
      <h3>{t("coverage.person_accounts")}</h3>
      {alone && <p className="muted">{t("coverage.person_alone")}</p>}
      {!alone && (
        <ul>
          {data.accounts.map((one) => (
            <li key={refOf(one)} className="coverage-line">
              <strong>{nameOf(one)}</strong>
              <span className="mono">{one.employee.id}</span>
              <span className="muted">{one.employee.source}</span>
              <Tag tone={one.active ? "ok" : "high"}>
                {t(one.active ? "coverage.account_active" : "coverage.account_gone")}
              </Tag>
              <span className="muted">{t("coverage.has_customers", { count: one.customers })}</span>
              {decides && (
                <Button
                  size="small"
                  aria-label={t("coverage.part_account", { name: one.employee.id })}
                  onClick={() => setWish({ act: "part", account: refOf(one) })}
                >
                  {t("coverage.part")}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {decides && (
        <p>
          <Button onClick={() => setWish({ act: "join", account })}>{t("coverage.join")}</Button>
        </p>
      )}
      {data.history.length > 0 && <History steps={data.history} />}
      {wish && (
        <StaffDialog
          title={t(wish.act === "join" ? "coverage.join" : "coverage.part")}
          hint={t(wish.act === "join" ? "coverage.join_hint" : "coverage.part_hint")}
          wish={wish}
          onClose={() => setWish(undefined)}
        />
      )}
    </section>
  );
}

function History({ steps }: { steps: Step[] }) {
  const { t } = useTranslation();
  return (
    <>
      <h3>{t("coverage.history")}</h3>
      <ul>
        {steps.map((step) => (
          <li key={`${step.at}|${step.act}|${step.account.id}|${step.other.id}`} className="coverage-line">
            <span className="muted num">{formatDateTime(step.at)}</span>
            <span>
              {t(`coverage.history_${step.act}`, {
                account: longNameOf(step.account),
                other: longNameOf(step.other),
              })}
            </span>
            <span>{step.reason}</span>
            <span className="muted">{step.user_name}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
