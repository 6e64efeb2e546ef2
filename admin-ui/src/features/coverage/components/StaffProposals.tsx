import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { refOf } from "@/components/staff/api";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Tag } from "@/components/ui/Tag";
import type { StaffAccount, StaffProposal } from "@/lib/api/types";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { type StaffWish, staffProposalsQuery } from "../api/staff";
import { StaffDialog } from "./StaffDialog";

/** Accounts that may be one person's; nothing is shown when there are none. */
export function StaffProposals() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(staffProposalsQuery);
  const [wish, setWish] = useState<Omit<StaffWish, "reason">>();
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data || data.items.length === 0) return null;
  return (
    <section aria-label={t("coverage.proposals")}>
      <h2>{t("coverage.proposals")}</h2>
      <p className="muted">{t("coverage.proposals_hint")}</p>
      <ul>
        {data.items.map((one) => (
          <Proposal key={`${refOf(one.account)}|${refOf(one.other)}`} proposal={one} onDecide={setWish} />
        ))}
      </ul>
      {wish && (
        <StaffDialog
          title={t(wish.act === "join" ? "coverage.same_person" : "coverage.not_same")}
          wish={wish}
          onClose={() => setWish(undefined)}
        />
      )}
    </section>
  );
}

function Proposal({
  proposal,
  onDecide,
}: {
  proposal: StaffProposal;
  onDecide: (wish: Omit<StaffWish, "reason">) => void;
}) {
  const { t } = useTranslation();
  const me = useMe();
  const pair = { account: refOf(proposal.account), other: refOf(proposal.other) };
  const names = { account: proposal.account.employee.id, other: proposal.other.employee.id };
  return (
    <li className="coverage-line">
      <Account account={proposal.account} />
      <Account account={proposal.other} />
      {proposal.marks.map((mark) => (
        <Tag key={mark} tone="medium">
          {t(`coverage.mark.${mark}`)}
        </Tag>
      ))}
      {me && can(me, "manageStaff") && (
        <>
          <Button
            size="small"
            aria-label={t("coverage.same_person_of", names)}
            onClick={() => onDecide({ act: "join", ...pair })}
          >
            {t("coverage.same_person")}
          </Button>
          <Button
            size="small"
            aria-label={t("coverage.not_same_of", names)}
            onClick={() => onDecide({ act: "refuse", ...pair })}
          >
            {t("coverage.not_same")}
          </Button>
        </>
      )}
    </li>
  );
}

function Account({ account }: { account: StaffAccount }) {
  const { employee } = account;
  return (
    <span>
      <strong>{employee.name || employee.id}</strong> <span className="mono">{employee.id}</span>{" "}
      <span className="muted">{[employee.source, employee.department].filter(Boolean).join(" · ")}</span>
    </span>
  );
}
