import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { allocationsQuery, ownershipQuery, poolsQuery, samePerson } from "@/components/ownership/api";
import { EntryList } from "@/components/ownership/EntryList";
import { nameOfPerson, type Step, stepsOf } from "@/components/ownership/ledger";
import type { Act } from "@/components/ownership/order";
import { WhyText } from "@/components/ownership/WhyText";
import { employeesQuery } from "@/components/pickers/directory";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Tag } from "@/components/ui/Tag";
import type { Ownership, Person } from "@/lib/api/types";
import { formatDateTime, formatShort } from "@/lib/format";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import "@/components/ownership/ownership.css";

// The pickers come when somebody orders.
const OwnerDialog = lazy(() => import("./OwnerDialog"));

/** Which order is being written, in which line, about whom. */
interface Open {
  act: Act;
  view: Ownership | undefined;
  employee?: Person;
  /** Where nothing stands yet: the line that is proposed. */
  line?: string;
}

/** Who serves a customer in each line of business, what may be done about it, and who ever did. */
export function OwnerCard({ customer }: { customer: string }) {
  const { t } = useTranslation();
  const me = useMe();
  const { data, error, refetch } = useQuery(ownershipQuery(customer));
  const orders = can(me, "orderOwnership");
  // A rep sees nobody in the directory but himself.
  const own = useQuery({ ...employeesQuery(""), enabled: me.user.role === "rep" }).data?.items ?? [];
  const pools = useQuery({ ...poolsQuery, enabled: orders }).data?.items ?? [];
  const other = pools.find((pool) => !data?.items.some((view) => view.line === pool.line));
  const [open, setOpen] = useState<Open>();
  const begin = (act: Act, view: Ownership | undefined, employee?: Person) =>
    setOpen({ act, view, employee });
  const allocated = data?.history.some((entry) => entry.cause.startsWith("allocation:")) ?? false;
  const decisions = useQuery({ ...allocationsQuery(customer), enabled: allocated && can(me, "seeWhy") }).data
    ?.items;
  const whyOf = ({ entry }: Step) => {
    const decision = decisions?.find((one) => one.entry === entry.entry);
    return decision && <WhyText why={decision.why} />;
  };
  return (
    <section aria-label={t("ownership.title")}>
      <h2>{t("ownership.title")}</h2>
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <p className="muted">{t("ownership.nobody_ever")}</p>}
      <ul className="customer-list">
        {data?.items.map((view) => (
          <li key={view.line}>
            {(view.line || data.items.length > 1) && <strong>{view.line || t("ownership.no_line")}</strong>}
            <Standing
              view={view}
              onUnshare={orders ? (person) => begin("unshare", view, person) : undefined}
            />
            <p className="customer-acts">
              {actsOf(view, orders, me.user.role === "rep" ? own : []).map((act) => (
                <Button key={act} size="small" onClick={() => begin(act, view)}>
                  {t(`ownership.acts.${act}`)}
                </Button>
              ))}
            </p>
          </li>
        ))}
      </ul>
      {data?.items.length === 0 && orders && (
        <p className="customer-acts owner-begin">
          {(["assign", "return"] as const).map((act) => (
            <Button key={act} size="small" onClick={() => begin(act, undefined)}>
              {t(`ownership.acts.${act}`)}
            </Button>
          ))}
        </p>
      )}
      {data && data.items.length > 0 && other && (
        <p className="customer-acts owner-begin">
          <Button size="small" onClick={() => setOpen({ act: "assign", view: undefined, line: other.line })}>
            {t("ownership.other_line")}
          </Button>
        </p>
      )}
      {data && data.history.length > 0 && (
        <details className="owner-ledger">
          <summary>{t("ownership.history", { count: data.history.length })}</summary>
          <EntryList steps={stepsOf(data.history)} more={whyOf} />
        </details>
      )}
      {open && (
        <Suspense>
          <OwnerDialog customer={customer} {...open} onClose={() => setOpen(undefined)} />
        </Suspense>
      )}
    </section>
  );
}

/** What may be done where a customer stands; a frozen one is only thawed. */
function actsOf(view: Ownership, orders: boolean, own: readonly Person[]): Act[] {
  const { owner } = view;
  if (!orders) {
    const his = owner !== null && own.some((person) => samePerson(person, owner));
    return his && !view.frozen ? ["return"] : [];
  }
  if (view.frozen) return ["unfreeze"];
  if (!owner) return view.pool ? ["assign", "freeze"] : ["assign", "return", "freeze"];
  return ["assign", "return", "share", view.lent_until ? "end_lending" : "lend", "freeze"];
}

function Standing({ view, onUnshare }: { view: Ownership; onUnshare?: (person: Person) => void }) {
  const { t } = useTranslation();
  const { owner, serving, pool } = view;
  return (
    <>
      <p className="customer-relation">
        {owner && <strong>{nameOfPerson(owner)}</strong>}
        {owner?.department && <span className="muted">{owner.department}</span>}
        {!owner && pool && <Tag tone="medium">{t("ownership.in_pool", { pool: pool.name })}</Tag>}
        {!owner && !pool && <span className="muted">{t("ownership.nobody")}</span>}
        {view.frozen && (
          <Tag tone="informational">
            {view.frozen_until
              ? t("ownership.frozen_until", { until: formatShort(view.frozen_until) })
              : t("ownership.frozen")}
          </Tag>
        )}
      </p>
      {view.since && (
        <p className="muted">
          <time dateTime={view.since} title={formatDateTime(view.since)}>
            {t("ownership.since", { time: formatShort(view.since) })}
          </time>
        </p>
      )}
      {serving && view.lent_until && (
        <p>
          <Tag tone="medium">{t("ownership.lent")}</Tag>{" "}
          {t("ownership.lent_to", { who: nameOfPerson(serving), until: formatDateTime(view.lent_until) })}
        </p>
      )}
      {view.shared.length > 0 && (
        <p className="customer-relation">
          <span className="muted">{t("ownership.shared")}</span>
          {view.shared.map((person) => (
            <span key={`${person.source}|${person.id}`}>
              {nameOfPerson(person)}
              {onUnshare && !view.frozen && (
                <Button
                  type="text"
                  size="small"
                  aria-label={t("ownership.unshare_with", { who: nameOfPerson(person) })}
                  onClick={() => onUnshare(person)}
                >
                  ✕
                </Button>
              )}
            </span>
          ))}
        </p>
      )}
    </>
  );
}
