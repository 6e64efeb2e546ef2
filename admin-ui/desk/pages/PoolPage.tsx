import { useState } from "react";
import { ask, type CustomerList, type PoolCustomers, type PublicPool, Refusal } from "../api";
import { formatShort } from "../format";
import { Loading, nameOf, Page, Problem, Tags, Time } from "../parts";
import { codeText, type Key, t } from "../texts";
import { useAsk } from "../useAsk";

const pageSize = 30;

/** Pools, and the customers in one of them whom a rep may take. */
export function PoolPage({ id }: { id: string }) {
  const { data, error, loading, reload } = useAsk<{ items: PublicPool[] }>("/pools");
  const open = data?.items.filter((pool) => pool.open) ?? [];
  const pool = open.find((one) => one.id === id) ?? (open.length === 1 ? open[0] : undefined);
  return (
    <Page title={pool?.name ?? t("pool.title")} back={pool && open.length > 1 ? "#/pool" : "#/customers"}>
      <Problem error={error} onRetry={reload} />
      <Loading when={loading && !data} />
      {data && open.length === 0 && <p className="empty">{t("pool.no_pools")}</p>}
      {pool ? (
        <InPool key={pool.id} pool={pool} onClaimed={reload} />
      ) : (
        <ul className="cards">
          {open.map((one) => (
            <li key={one.id}>
              <a className="grow" href={`#/pool/${one.id}`}>
                <strong>{one.name}</strong>
                <span className="muted">{limitsOf(one)}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}

/** The limits of a pool in words. */
export function limitsOf(pool: PublicPool): string {
  return [
    t("pool.customers", { count: pool.customers }),
    ...(pool.claims_per_day > 0 ? [t("pool.per_day", { count: pool.claims_per_day })] : []),
    ...(pool.held_limit > 0 ? [t("pool.held", { count: pool.held_limit })] : []),
    ...(pool.cool_off_days > 0 ? [t("pool.cool_off", { count: pool.cool_off_days })] : []),
  ].join(" · ");
}

/** What is left of the limits; empty when there are none, or one has no single account. */
export function leftOf(pool: PublicPool): string[] {
  if (!pool.mine) return [];
  const { claimed_today, held } = pool.mine;
  return [
    ...(pool.claims_per_day > 0
      ? [
          t("pool.left_today", {
            count: Math.max(0, pool.claims_per_day - claimed_today),
            of: pool.claims_per_day,
          }),
        ]
      : []),
    ...(pool.held_limit > 0
      ? [t("pool.left_held", { count: Math.max(0, pool.held_limit - held), held, of: pool.held_limit })]
      : []),
  ];
}

/** Why nothing can be claimed at all; undefined when something can. */
function fullOf(pool: PublicPool): Key | undefined {
  if (!pool.mine) return undefined;
  if (pool.claims_per_day > 0 && pool.mine.claimed_today >= pool.claims_per_day)
    return "problem.pool.daily_limit";
  return pool.held_limit > 0 && pool.mine.held >= pool.held_limit ? "problem.pool.held_limit" : undefined;
}

function InPool({ pool, onClaimed }: { pool: PublicPool; onClaimed: () => void }) {
  const path = (cursor: string) =>
    `/pools/${pool.id}/customers?limit=${pageSize}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
  const { data, error, loading, reload } = useAsk<PoolCustomers>(path(""));
  const [more, setMore] = useState<PoolCustomers[]>([]);
  const [problem, setProblem] = useState<Refusal>();
  const pages = data ? [data, ...more] : [];
  const cursor = pages.at(-1)?.next_cursor;
  const full = fullOf(pool);
  const next = () =>
    void ask<PoolCustomers>("GET", path(cursor ?? "")).then(
      (page) => setMore([...more, page]),
      (refusal: unknown) => setProblem(refusal instanceof Refusal ? refusal : new Refusal(0, "offline")),
    );
  return (
    <>
      <p className="muted">{limitsOf(pool)}</p>
      {leftOf(pool).length > 0 && <p className={full ? "late" : undefined}>{leftOf(pool).join(" · ")}</p>}
      <Problem error={error ?? problem} onRetry={reload} />
      <Loading when={loading && !data} />
      {data?.items.length === 0 && <p className="empty">{t("pool.empty")}</p>}
      <ul className="cards">
        {pages
          .flatMap((page) => page.items)
          .map((item) => (
            <Claimable key={item.customer.id} pool={pool} item={item} full={full} onClaimed={onClaimed} />
          ))}
      </ul>
      {cursor && (
        <button type="button" className="wide" onClick={next}>
          {t("more")}
        </button>
      )}
    </>
  );
}

interface ClaimableProps {
  pool: PublicPool;
  item: PoolCustomers["items"][number];
  full: Key | undefined;
  onClaimed: () => void;
}

function Claimable({ pool, item, full, onClaimed }: ClaimableProps) {
  const [state, setState] = useState<"free" | "busy" | "mine" | "gone">("free");
  const [refused, setRefused] = useState("");
  const { customer, cooling_until: cooling } = item;
  const barred = cooling ? t("pool.cooling", { time: formatShort(cooling) }) : full && t(full);
  const claim = () => {
    setState("busy");
    setRefused("");
    const order = { action: "claim", line: pool.line, seen: item.entry };
    ask<CustomerList>("POST", `/customers/${customer.id}/ownership`, order).then(
      () => {
        setState("mine");
        onClaimed();
      },
      (problem: unknown) => {
        const code = problem instanceof Refusal ? problem.code : "offline";
        setRefused(code);
        setState(code === "ownership.changed" || code === "ownership.not_in_pool" ? "gone" : "free");
      },
    );
  };
  return (
    <li>
      <strong>{nameOf(customer)}</strong>
      {customer.corp_name && <span className="muted">{customer.corp_name}</span>}
      {customer.phones.length > 0 && <span className="muted num">{customer.phones.join("、")}</span>}
      <Tags customer={customer} />
      <span className="muted">
        {t("pool.since")} <Time at={item.since} />
      </span>
      <p className="acts">
        {state === "mine" ? (
          <a className="button primary" href={`#/customer/${customer.id}`}>
            {t("pool.open")}
          </a>
        ) : (
          <button
            className="primary"
            type="button"
            disabled={state !== "free" || barred !== undefined}
            aria-label={t("pool.claim_of", { name: nameOf(customer) })}
            onClick={claim}
          >
            {t("pool.claim")}
          </button>
        )}
        <span role="status" className={refused ? "late" : "muted"}>
          {refused ? codeText("problem", refused) : state === "mine" ? t("pool.mine") : barred}
        </span>
      </p>
    </li>
  );
}
