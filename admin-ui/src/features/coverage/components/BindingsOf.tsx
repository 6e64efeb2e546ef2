import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { FilterBar } from "@/components/filters/FilterBar";
import { PersonPicker } from "@/components/pickers/PersonPicker";
import { refOf, staffQuery } from "@/components/staff/api";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { Tag } from "@/components/ui/Tag";
import type { Bindings } from "@/lib/api/types";
import { formatDateTime } from "@/lib/format";
import { bindingsQuery } from "../api/coverage";
import { StaffAccounts } from "./StaffAccounts";
import { StaffProposals } from "./StaffProposals";

/** What belongs to one employee: account, phones and numbers, now and before. */
export function BindingsOf({
  employee,
  onChange,
}: {
  employee: string | undefined;
  onChange: (employee: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const { data, error, refetch, isLoading } = useQuery(bindingsQuery(employee));
  return (
    <section className="panel coverage-bindings" aria-label={t("coverage.tab_bindings")}>
      <FilterBar className="coverage-filters">
        <PersonPicker kind="employee" label={t("coverage.employee")} value={employee} onChange={onChange} />
      </FilterBar>
      {!employee && <EmptyState title={t("coverage.pick_employee")} />}
      {!employee && <StaffProposals />}
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {isLoading && <SkeletonRows rows={3} />}
      {data && <Belongings bindings={data} />}
      {data && employee && <OthersOf account={employee} />}
    </section>
  );
}

/** His other accounts, each with what belongs to it. */
function OthersOf({ account }: { account: string }) {
  const { data } = useQuery(staffQuery(account));
  const others = (data?.accounts ?? []).map(refOf).filter((one) => one !== account);
  const found = useQueries({ queries: others.map((one) => bindingsQuery(one)) });
  return (
    <>
      {found.map((one, at) => one.data && <Belongings key={others[at]} bindings={one.data} />)}
      <StaffAccounts account={account} />
    </>
  );
}

function Belongings({ bindings }: { bindings: Bindings }) {
  const { t } = useTranslation();
  const span = (from: string, until: string | null) =>
    until
      ? t("coverage.from_until", { from: formatDateTime(from), until: formatDateTime(until) })
      : t("coverage.from_on", { from: formatDateTime(from) });
  return (
    <>
      <h2>{bindings.employee.name || bindings.employee.id}</h2>
      <h3>{t("coverage.account")}</h3>
      <p className="coverage-line">
        <span className="mono">{bindings.employee.id}</span>
        <Tag tone={bindings.active ? "ok" : "high"}>
          {t(bindings.active ? "coverage.account_active" : "coverage.account_gone")}
        </Tag>
        <Tag tone={bindings.archived ? "ok" : "medium"}>
          {t(bindings.archived ? "coverage.seat_yes" : "coverage.seat_no")}
        </Tag>
        <span className="muted">{t("coverage.has_customers", { count: bindings.customers })}</span>
      </p>
      <h3>{t("coverage.phones")}</h3>
      {bindings.devices.length === 0 && <p className="muted">{t("coverage.no_phones")}</p>}
      <ul>
        {bindings.devices.map((device) => (
          <li key={device.id} className="coverage-line">
            <strong>{device.label || device.model || device.id.slice(0, 8)}</strong>
            <Tag tone={device.state === "enrolled" ? "ok" : "low"}>
              {t(`coverage.phone_state.${device.state}`)}
            </Tag>
            {device.replaces && <span className="muted">{t("coverage.replaced")}</span>}
            <span className="muted num">{span(device.created_at, device.revoked_at)}</span>
          </li>
        ))}
      </ul>
      <p>
        <Link to="/devices">{t("coverage.manage_phones")}</Link>
      </p>
      <h3>{t("coverage.numbers")}</h3>
      {bindings.numbers.length === 0 && <p className="muted">{t("coverage.no_numbers")}</p>}
      <ul>
        {bindings.numbers.map((number) => (
          <li key={`${number.exchange}|${number.number}|${number.since}`} className="coverage-line">
            <span className="mono">{[number.exchange, number.number].filter(Boolean).join(" ")}</span>
            <Tag tone={number.until ? "low" : "ok"}>
              {t(number.until ? "coverage.was" : "coverage.is_now")}
            </Tag>
            <span className="muted num">{span(number.since, number.until)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
