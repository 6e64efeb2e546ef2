import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Popconfirm } from "antd";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Facts } from "@/components/ui/Facts";
import type { Customer } from "@/lib/api/types";
import { formatDateTime, formatNumber, formatShort } from "@/lib/format";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { fieldsQuery, useUnmerge } from "../api/customers";
import { nameOf } from "../names";
import { FollowUps } from "./FollowUps";
import { OrderCard } from "./OrderCard";

/** What is known beside: how much was said, own fields, who else has the name, which records were joined. */
export function FactsPane({ customer }: { customer: Customer }) {
  const { t, i18n } = useTranslation();
  const facts: [string, string][] = [[t("customers.messages"), formatNumber(customer.messages)]];
  if (customer.first_at) facts.push([t("customers.first"), formatDateTime(customer.first_at)]);
  if (customer.last_at) facts.push([t("customers.last"), formatDateTime(customer.last_at)]);
  if (customer.phones.length > 0) facts.push([t("customers.phones"), customer.phones.join(", ")]);
  if (customer.region) facts.push([t("customers.region"), customer.region]);
  for (const member of ["grade", "stage"] as const) {
    const from = customer[`${member}_from`];
    if (!from) continue;
    const rule = customer[`${member}_rule`] ?? from;
    const by = from === "person" ? t("customers.by_person") : t("customers.by_rule", { rule });
    facts.push([t(`customers.${member}`), `${customer[member]} ${by}`.trim()]);
  }
  if (customer.name_from) {
    facts.push([t("customers.name_from"), t(`customers.origin.${customer.name_from}`)]);
  }
  const english = i18n.language === "en";
  const fields = useQuery(fieldsQuery).data?.items ?? [];
  const own = Object.entries(customer.fields)
    .filter(([, value]) => value !== "")
    .map(([key, value]): [string, string] => {
      const field = fields.find((one) => one.key === key);
      return [(english ? field?.label_en : field?.label_zh) ?? key, value];
    });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <aside className="customer-side customer-facts" aria-label={t("customers.facts")} tabIndex={0}>
      <FollowUps id={customer.id} />
      <OrderCard id={customer.id} />
      <h2>{t("customers.facts")}</h2>
      <Facts items={[...facts, ...own]} />
      {customer.alike.length > 0 && (
        <>
          <h2>{t("customers.alike")}</h2>
          <p className="muted">{t("customers.alike_hint")}</p>
          <ul className="customer-list">
            {customer.alike.map((other) => (
              <li key={other.id}>
                <Link to="/customers/$id" params={{ id: other.id }}>
                  {nameOf(t, other)}
                </Link>
                <span className="muted">
                  {other.employees.map((person) => person.name || person.id).join(", ")}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {customer.merges.length > 0 && <Merges customer={customer} />}
    </aside>
  );
}

function Merges({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const me = useMe();
  const undo = useUnmerge();
  return (
    <>
      <h2>{t("customers.merges")}</h2>
      {undo.error && <ErrorNotice error={undo.error} />}
      <ul className="customer-list">
        {customer.merges.map((merge) => (
          <li key={merge.id}>
            <span>
              {merge.user_name ?? t("customers.rules")}{" "}
              <time className="muted num" dateTime={merge.at} title={formatDateTime(merge.at)}>
                {formatShort(merge.at)}
              </time>
            </span>
            <span className="muted">
              {t(`customers.reason.${merge.reason}`, { defaultValue: merge.reason })}
            </span>
            {merge.undone_at && (
              <span className="muted">
                {t("customers.undone", { who: merge.undone_by, reason: merge.undo_reason })}
              </span>
            )}
            {!merge.undone_at && can(me, "manageCustomers") && (
              <Popconfirm
                title={t("customers.undo_sure")}
                okText={t("common.confirm")}
                cancelText={t("common.cancel")}
                onConfirm={() => undo.mutate({ id: merge.id, reason: t("customers.undo_reason") })}
              >
                <Button size="small">{t("customers.undo")}</Button>
              </Popconfirm>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
