import { type FormEvent, useState } from "react";
import type { CustomerList, CustomerSummary } from "../api";
import { ask, Refusal } from "../api";
import { formatShort } from "../format";
import { Loading, nameOf, Page, Problem, Tags } from "../parts";
import { t } from "../texts";
import { useAsk } from "../useAsk";

const pathOf = (text: string, cursor = "") =>
  `/customers?limit=30${text ? `&q=${encodeURIComponent(text)}` : ""}${
    cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""
  }`;

/** The customers that one has or talks with. */
export function CustomersPage() {
  const [typed, setTyped] = useState("");
  const [wanted, setWanted] = useState("");
  const { data, error, loading, reload } = useAsk<CustomerList>(pathOf(wanted));
  const find = (event: FormEvent) => {
    event.preventDefault();
    setWanted(typed.trim());
  };
  return (
    <Page title={t("customers.title")}>
      <p className="acts">
        <a className="button" href="#/pool">
          {t("pool.title")}
        </a>
      </p>
      <form className="search" role="search" onSubmit={find}>
        <input
          type="search"
          aria-label={t("customers.find")}
          placeholder={t("customers.find")}
          maxLength={100}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <button type="submit">{t("customers.search")}</button>
      </form>
      <Problem error={error} onRetry={reload} />
      <Loading when={loading && !data} />
      {data?.items.length === 0 && <p className="empty">{t("customers.none")}</p>}
      {data && <Rows key={data.items[0]?.id} text={wanted} first={data} />}
    </Page>
  );
}

function Rows({ text, first }: { text: string; first: CustomerList }) {
  const [pages, setPages] = useState<CustomerList[]>([]);
  const [error, setError] = useState<Refusal>();
  const cursor = (pages.at(-1) ?? first).next_cursor;
  const more = () =>
    void ask<CustomerList>("GET", pathOf(text, cursor ?? "")).then(
      (page) => setPages([...pages, page]),
      (problem: unknown) => setError(problem instanceof Refusal ? problem : new Refusal(0, "offline")),
    );
  return (
    <>
      <ul className="cards">
        {[first, ...pages]
          .flatMap((page) => page.items)
          .map((customer) => (
            <Row key={customer.id} customer={customer} />
          ))}
      </ul>
      <Problem error={error} onRetry={more} />
      {cursor && (
        <button type="button" className="wide" onClick={more}>
          {t("more")}
        </button>
      )}
    </>
  );
}

function Row({ customer }: { customer: CustomerSummary }) {
  return (
    <li>
      <a className="grow" href={`#/customer/${customer.id}`}>
        <strong>{nameOf(customer)}</strong>
        {customer.corp_name && <span>{customer.corp_name}</span>}
        <Tags customer={customer} />
        {customer.last_at && (
          <span className="muted">{t("customers.last", { time: formatShort(customer.last_at) })}</span>
        )}
      </a>
    </li>
  );
}
