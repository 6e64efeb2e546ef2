import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ownershipQuery } from "@/components/ownership/api";
import { nameOfPerson } from "@/components/ownership/ledger";
import { api, unwrap } from "@/lib/api/client";
import type { AlertDetail, Ownership, OwnershipEntry, Person } from "@/lib/api/types";
import { formatDateTime, formatShort } from "@/lib/format";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import "./alertOwners.css";

const freshMs = 30_000;

/** Which customer somebody in a message is. */
const customerOfQuery = (person: Person) =>
  queryOptions({
    queryKey: ["customers", "of", person.source, person.id],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/customers/lookup", { params: { query: { source: person.source, id: person.id } }, signal }),
      ),
    staleTime: freshMs,
    retry: false,
  });

/** Who served the customer when it happened, who serves him now, and the handovers between. */
export default function AlertOwners({ alert, customer }: { alert: AlertDetail; customer: Person }) {
  const { t } = useTranslation();
  const me = useMe();
  const record = useQuery(customerOfQuery(customer)).data?.id;
  const { data } = useQuery({ ...ownershipQuery(record ?? ""), enabled: record !== undefined });
  if (!record || !data || data.items.length === 0) return null;
  const handovers = can(me, "seeHandovers") ? handoversSince(data.history, alert.message.sent_at) : [];
  return (
    <section className="alert-owners" aria-label={t("ownership.title")}>
      <ul>
        {data.items.map((view) => (
          <Line
            key={view.line}
            view={view}
            then={standingAt(data.history, view.line, alert.message.sent_at)}
          />
        ))}
      </ul>
      {handovers.map(({ id, entry }) => (
        <Link key={entry.entry} to="/handovers/$id" params={{ id }}>
          {t("ownership.handed_over", {
            at: formatShort(entry.at),
            who: entry.owner ? nameOfPerson(entry.owner) : "",
          })}
        </Link>
      ))}
      <Link to="/customers/$id" params={{ id: record }}>
        {t("ownership.of_customer")}
      </Link>
    </section>
  );
}

function Line({ view, then }: { view: Ownership; then: OwnershipEntry | undefined }) {
  const { t } = useTranslation();
  const holder = (one: Pick<Ownership, "owner" | "pool"> | undefined) => {
    if (one?.owner) return nameOfPerson(one.owner);
    return one?.pool ? t("ownership.in_pool", { pool: one.pool.name }) : t("ownership.nobody");
  };
  return (
    <li>
      {view.line && <strong>{view.line} </strong>}
      {holder(then) === holder(view) ? (
        <span>{t("ownership.then_and_now", { who: holder(view) })}</span>
      ) : (
        <>
          <span>{t("ownership.then", { who: holder(then) })}</span>
          <span className="muted"> → </span>
          <span>{t("ownership.now", { who: holder(view) })}</span>
        </>
      )}
      {view.serving && view.lent_until && (
        <span className="muted">
          {" "}
          {t("ownership.lent_to", {
            who: nameOfPerson(view.serving),
            until: formatDateTime(view.lent_until),
          })}
        </span>
      )}
    </li>
  );
}

/** The last entry of a line that was not later than this. */
function standingAt(
  history: readonly OwnershipEntry[],
  line: string,
  at: string,
): OwnershipEntry | undefined {
  return history.findLast((entry) => entry.line === line && Date.parse(entry.at) <= Date.parse(at));
}

/** Handovers by which he came to somebody later than this, the oldest first. */
function handoversSince(history: readonly OwnershipEntry[], at: string) {
  return history.flatMap((entry) => {
    const id = /^handover:(\d+)$/.exec(entry.cause)?.[1];
    return id && Date.parse(entry.at) > Date.parse(at) ? [{ id, entry }] : [];
  });
}
